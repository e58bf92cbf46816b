"""The pair, registers, and the house itself: node, law, tokens, logs, releases."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from comity.client.answers import Done, Imported, Page, ReleaseView
from comity.client.cases import Plain
from comity.client.designations import ListChange, ListDiff, ListView
from comity.client.line import Line, at
from comity.client.records import (
    AccountView,
    Compared,
    Hits,
    Invitation,
    LawStatus,
    LentToken,
    LineChange,
    Logs,
    Matched,
    NodeStatus,
    Overdues,
    PairView,
    Partners,
    People,
    Recorded,
    Staffing,
    TokenList,
    TrustBundle,
)
from comity.client.turning import Asked, asked_for
from comity.errors import BadInput
from comity.model.people import Role
from comity.model.profiles import ProfileView
from comity.model.releases import Urgencies
from comity.model.texts import TextsView
from comity.model.travel import Crossing, Paper
from comity.seal.canonical import Fields, b64, decode, digest_hex, encode, frame
from comity.seal.certificates import Certificate

_LINE = b"comity/1 line"


def _state_of(invitation: str) -> str:
    """Return whose invitation it is, as its node's certificate says.

    Raises: MalformedMessage.
    """
    outer = Fields(decode(invitation.encode()), "invitation", ("statement", "signature"))
    said = decode(outer.binary("statement"))
    return Certificate.from_plain(said.get("node") if isinstance(said, dict) else None).holder.state


def _line_of(state: str, to: Plain) -> Plain:
    """Say what an act on a line must hold: the whole line, its address, or none.

    Raises: MalformedMessage if the partner's statement cannot be read; BadInput if it is another state's.
    """
    if "statement" not in to:
        return {"line": {"address": to["address"]} if "address" in to else None}
    outer = Fields(decode(to["statement"].encode()), "line", ("statement", "signature"))
    fields = Fields(decode(outer.binary("statement")), "line", ("demo", "state", "line", "at"))
    if fields.text("state") != state:
        raise BadInput(f"That statement is of {fields.text('state')}, not of {state}. Send the right one.")
    return {"line": fields.any("line")}


def _asked_line(kind: str, state: str, to: Plain, heard: str = "") -> Asked:
    """Ask for an act on a partner's line, under its own digest and the fingerprint that was heard."""

    def holds(body: Plain, marks: Plain) -> bool:
        statement = encode({"state": state, "line": body.get("line")})
        text = hashlib.sha256(_LINE + frame(statement)).hexdigest()[:40].upper()
        agreed = not heard or heard.replace(" ", "").upper() == text
        return agreed and marks.get("what") == hashlib.sha256(statement).hexdigest()

    return asked_for("partnership/", kind, says=_line_of(state, to), partner=state, holds=holds)


class Pairs(Line):
    """The pair: invite, compare one fingerprint, join by two persons (TP9)."""

    def partners_list(self) -> Partners:
        """List the partners, and how far each pair has come."""
        return self._get(Partners, "/partners")

    def partners_show(self, state: str) -> PairView:
        """Show how this state and a partner stand: agreements, contacts, activity of the last year."""
        return self._get(PairView, at("partners", state))

    def partners_profile(self, state: str) -> ProfileView:
        """Show a state's profile as the node assesses it, beside what that state declares of itself."""
        return self._get(ProfileView, at("partners", state, "profile"))

    def partners_signed_texts(self, state: str) -> TextsView:
        """Show what both sides hold of the signed texts between them, and what is not the same (I7)."""
        return self._get(TextsView, at("partners", state, "texts"))

    def pairing_declare(self, state: str) -> Done:
        """Declare the own profile to a partner, as a legal officer: what this state has adopted."""
        asked = asked_for("partnership/", "profile.declare")
        return self._do(Done, at("pairing", state, "profile", "declare"), asked)

    def pairing_invite(self) -> Invitation:
        """Return what the node says of itself, to hand over on any channel."""
        return self._get(Invitation, "/pairing/invitation")

    def pairing_compare(self, *, invitation: str) -> Compared:
        """Show whose invitation it is and the one fingerprint that both sides compare by voice."""
        return self._show(Compared, "/pairing/compare", {"invitation": invitation})

    def pairing_propose(self, *, invitation: str) -> Done:
        """Propose a partner, as the operator (TP9, first person)."""
        words = {"invitation": invitation}
        says = {"invitation": b64(invitation.encode())}
        partner = _state_of(invitation)
        asked = asked_for("partnership/", "partner.propose", says=says, partner=partner)
        return self._do(Done, "/pairing/propose", asked, words)

    def pairing_join(self, *, invitation: str, fingerprint: str) -> Done:
        """Confirm the fingerprint heard and pin the partner, as the duty desk (TP9, second person)."""
        heard = fingerprint.replace(" ", "").upper()
        grouped = " ".join(heard[n : n + 4] for n in range(0, len(heard), 4))
        says = {"fingerprint": grouped, "what": hashlib.sha256(grouped.encode()).hexdigest()}
        partner = _state_of(invitation)
        asked = asked_for("partnership/", "partner.join", says=says, partner=partner)
        words = {"invitation": invitation, "fingerprint": fingerprint}
        return self._do(Done, "/pairing/join", asked, words)

    def pairing_compare_line(self, state: str, *, to: Plain) -> LineChange:
        """Show another line to a partner: `{"statement": …}`, `{"address": …}` or `{"by_file": True}`."""
        return self._show(LineChange, at("pairing", state, "line", "compare"), {"to": to})

    def pairing_propose_line(self, state: str, *, to: Plain) -> Done:
        """Propose another line to a partner, as the operator (TP9, first person)."""
        asked = _asked_line("line.propose", state, to)
        return self._do(Done, at("pairing", state, "line", "propose"), asked, {"to": to})

    def pairing_set_line(self, state: str, *, to: Plain, fingerprint: str = "") -> Done:
        """Set the line that was proposed, as the duty desk (TP9, second person)."""
        asked = _asked_line("line.set", state, to, fingerprint)
        words = {"to": to, "fingerprint": fingerprint}
        return self._do(Done, at("pairing", state, "line", "set"), asked, words)


class Registers(Line):
    """The authority's own records."""

    def registers_search(
        self,
        *,
        purpose: str,
        name: str = "",
        born: str = "",
        document: str = "",
        place: str = "",
        registers: tuple[str, ...] = (),
        limit: int = 100,
    ) -> Hits:
        """Search the registers for a stated purpose; each hit says why, and every search is logged."""
        words = {"purpose": purpose, "name": name, "born": born, "document": document, "place": place}
        return self._show(Hits, "/registers/search", words | {"registers": registers, "limit": limit})

    def registers_match(
        self, *, purpose: str, persons: Sequence[Plain], registers: tuple[str, ...] = ()
    ) -> Matched:
        """Search for each of many persons, `{"name", "born", "document", "place"}`; 20 leave (TP8)."""
        words = {"purpose": purpose, "persons": list(persons), "registers": registers}
        return self._show(Matched, "/registers/match", words)

    def registers_import(
        self,
        *,
        file: str,
        format: str = "un",
        register: str = "",
        dated: str = "",
        beside: Mapping[str, str] | None = None,
        quarantine: bool = False,
        dry_run: bool = False,
    ) -> Imported:
        """Bring a register to the state of a list, whole or not at all; the same again changes nothing."""
        words = {"file": file, "format": format, "register": register, "dated": dated}
        told = {**words, "beside": dict(beside or {}), "quarantine": quarantine, "dry_run": dry_run}
        return self._show(Imported, "/registers/import", told)

    def registers_documents(self, *, papers: Sequence[Paper | Plain]) -> Recorded:
        """Write what became of travel documents: issued, lost, stolen, stolen as a blank, revoked."""
        return self._show(Recorded, "/registers/documents", {"papers": list(papers)})

    def registers_crossings(self, *, crossings: Sequence[Crossing | Plain]) -> Recorded:
        """Write crossings; they are found by a named person's query (T05) alone."""
        return self._show(Recorded, "/registers/crossings", {"crossings": list(crossings)})


class House(Line):
    """The node, its law, tokens, logs, releases, and what is overdue."""

    def node_status(self) -> NodeStatus:
        """Show how the node stands: partners, people, law, matters and what waits; never content."""
        return self._get(NodeStatus, "/node")

    def law_show(self) -> LawStatus:
        """Show under which digest the node decides, what it applies, and which values are missing."""
        return self._get(LawStatus, "/law")

    def law_propose(self) -> Done:
        """Propose the law's files as they lie there, as a legal officer (TP1, first person)."""
        return self._do(Done, "/law/propose", asked_for("law/node", "law.propose"))

    def law_activate(self) -> Done:
        """Activate the proposed law, as the minister's delegate (TP1, second person)."""
        return self._do(Done, "/law/activate", asked_for("law/node", "law.activate"))

    def law_propose_value(self, *, profile: str) -> Done:
        """Propose values of one state's profile for adoption, as a legal officer (TP1, first person)."""
        asked = asked_for("law/values", "value.propose", says={"profile": profile})
        return self._do(Done, "/law/values/propose", asked, {"profile": profile})

    def law_adopt_value(self, *, profile: str) -> Done:
        """Adopt the values proposed, as the minister's delegate (TP1, second person)."""
        says = {"what": digest_hex(profile.encode())}
        asked = asked_for("law/values", "value.adopt", says=says)
        return self._do(Done, "/law/values/adopt", asked, {"profile": profile})

    def law_propose_list(self, *, file: str) -> Done:
        """Propose a designation list to be applied there, as a legal officer (TP7, first person)."""
        asked = asked_for("lists/", "list.propose", says={"what": digest_hex(file.encode())})
        return self._do(Done, "/law/lists/propose", asked, {"file": file})

    def law_activate_list(self, *, file: str) -> Done:
        """Put the proposed list into force from the same file, as another legal officer (TP7)."""
        asked = asked_for("lists/", "list.activate", says={"what": digest_hex(file.encode())})
        return self._do(Done, "/law/lists/activate", asked, {"file": file})

    def law_lists_change(self, *, file: str) -> ListChange:
        """Show what a list's file would change there: who comes on the list, who goes, and from when."""
        return self._show(ListChange, "/law/lists/change", {"file": file})

    def law_lists(self, lister: str, *, on: date | None = None) -> ListView:
        """Show who stands on the list of one lister on a day, today if none is given."""
        return self._get(ListView, at("law", "lists", lister), on=None if on is None else on.isoformat())

    def law_lists_diff(self, lister: str, other: str, *, on: date | None = None) -> ListDiff:
        """Compare the lists of two listers on a day, today if none is given."""
        path = at("law", "lists", lister, "against", other)
        return self._get(ListDiff, path, on=None if on is None else on.isoformat())

    def releases_list(
        self, *, partner: str | None = None, limit: int = 50, after: str = ""
    ) -> Page[ReleaseView]:
        """List what was released to and by partners, newest first; never content."""
        return self._get(Page[ReleaseView], "/releases", partner=partner, limit=limit, after=after)

    def ledger_heads(self) -> Logs:
        """Show size and root of every log, and the newest head that each partner cosigned."""
        return self._get(Logs, "/ledger")

    def ledger_verify(self) -> Logs:
        """Have every log recomputed from its leaves, and say what is wrong with any."""
        return self._show(Logs, "/ledger/verify")

    def releases_list_urgencies(self) -> Urgencies:
        """Count what two persons released in danger in the last year, by what the reviews said."""
        return self._get(Urgencies, "/releases/urgencies")

    def overdue_list(self) -> Overdues:
        """List reminders past their instant: reviews, outcome feedback."""
        return self._get(Overdues, "/overdue")

    def trust_bundle(self) -> TrustBundle:
        """Export the state roots that the node pinned, for those who check proofs."""
        return self._get(TrustBundle, "/trust")

    def node_check(self) -> Staffing:
        """Say which capabilities the present staff can lawfully use, and until when; else what each lacks."""
        return self._get(Staffing, "/node/capabilities")

    def people_list(self) -> People:
        """List who is accredited there, in which role, until when, with those that expired or were ended."""
        return self._get(People, "/people")

    def people_show(self, pseudonym: str) -> AccountView:
        """Show an account: its roles with dates, who made and ended them, and its tokens."""
        return self._get(AccountView, at("people", pseudonym))

    def people_end(self, pseudonym: str, *, role: Role, why: str) -> Done:
        """End a role before its time, at once and with its tokens; a judge's is ended by the court alone."""
        words = {"role": role, "why": why}
        asked = asked_for(f"account/{pseudonym}", "person.end", says=words)
        return self._do(Done, at("people", pseudonym, "end"), asked, words)

    def tokens_list(self) -> TokenList:
        """List the tokens: for whom, what for, until when; never what opens."""
        return self._get(TokenList, "/tokens")

    def tokens_issue(self, *, what: str, until: datetime) -> LentToken:
        """Issue a token for one's own role, by one's own signature; its text is shown this once."""
        asked = asked_for("account/", "token.issue", says={"what": what, "until": f"{until:%Y-%m-%d}"})
        return self._open(LentToken, "/tokens", asked, {"what": what, "until": until})

    def tokens_end(self, token: str) -> Done:
        """End a token at once; its person does, or whoever watches over accounts."""
        return self._act(Done, at("tokens", token, "end"))
