"""The body of law that one node decides under: rules, profiles, agreements, catalogue, under one digest."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import combinations

from comity.law.agreementfile import parse_agreements
from comity.law.cataloguefile import parse_catalogue
from comity.law.fields import NOBODY
from comity.law.gate import weigh
from comity.law.instruments import adopt, relation_on
from comity.law.kinds import Catalogue
from comity.law.lawfile import read_file
from comity.law.lists import parse_lists
from comity.law.national import ProfileBook, Values, authoriser, parse_profiles
from comity.law.rulebook import Rulebook, parse_rules
from comity.law.texts import Question, Texts, ask
from comity.law.weighing import Weighing
from comity.model.instruments import Instrument
from comity.model.lists import DesignationList
from comity.model.parties import Channel, StateCode
from comity.model.people import Role
from comity.model.profiles import Profile, Relation, RelationStatus
from comity.model.requests import Item, Request
from comity.model.terms import Terms

Files = Mapping[str, bytes]

ROOMS = ("catalogue", "rules", "profiles", "agreements", "designations")
"""The folders of the law's files, in the order of its digest."""

JUDGE_RULE = "R-JUDGE"
BILATERAL = 2
"""Parties of a bilateral agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """Everything a node decides under; `digest` is what two people activate (TP1)."""

    digest: str
    demo: bool
    catalogue: Catalogue
    rulebook: Rulebook
    profiles: ProfileBook
    agreements: tuple[Instrument, ...]
    relations: tuple[Relation, ...]
    lists: tuple[DesignationList, ...] = ()
    by_pair: Mapping[frozenset[StateCode], tuple[Instrument, ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Sort the agreements by pair once, so that a decision walks only those of its own."""
        object.__setattr__(self, "by_pair", _by_pair(self.agreements))

    def profile(self, state: StateCode, by_act: Values | None = None) -> Profile:
        """Return a state's profile; outside a demonstration world only adopted values count.

        `by_act` are values that two persons adopted (TP1).
        """
        return self.profiles.profile(state, demonstration=self.demo, by_act=by_act)

    def between(self, one: StateCode, other: StateCode) -> tuple[Instrument, ...]:
        """Return every agreement that both states are party to; an EU agreement binds its members."""
        return self.by_pair.get(frozenset({one, other}), ())

    def relation(
        self, of: StateCode, towards: StateCode, now: datetime, channel: Channel | None = None
    ) -> RelationStatus:
        """Return what a government decided on a relation and a channel, on the day that `now` carries."""
        return relation_on(self.relations, of, towards, now.date(), channel)

    def choosing(self, agreements: tuple[str, ...]) -> "Law":
        """Return the law with only these agreements, and multilateral ones, applied; it has its own digest.

        None chosen changes nothing: in a demonstration world all apply, elsewhere none counts as adopted.
        """
        if not agreements:
            return self
        kept = (i for i in self.agreements if i.id in agreements or len(i.bound) > BILATERAL)
        return replace(
            self,
            digest=chosen_digest(self.digest, agreements),
            agreements=adopt(kept, None if self.demo else agreements),
        )

    def with_draft(self, room: str, files: Files) -> "Law":
        """Return the law as it would be with these files of one of its rooms in force.

        Rules and profiles take the place of all others; an agreement that of the one of its id, a list that
        of its lister's.

        Raises: LawFileInvalid naming file and line.
        """
        hashes = (hashlib.sha256(files[name]).hexdigest() for name in sorted(files))
        changed = replace(self, digest=hashlib.sha256("\n".join((self.digest, *hashes)).encode()).hexdigest())
        if room == "rules":
            return replace(changed, rulebook=parse_rules(files))
        if room == "profiles":
            return replace(changed, profiles=parse_profiles(files))
        if room == "designations":
            lists = parse_lists(files)
            others = (o for o in self.lists if o.lister not in {one.lister for one in lists})
            return replace(changed, lists=(*others, *lists))
        drafts, relations = parse_agreements(files)
        ids = {draft.id for draft in drafts}
        kept = (i for i in self.agreements if i.id not in ids)
        return replace(changed, agreements=(*kept, *adopt(drafts)), relations=(*self.relations, *relations))

    def terms_for(self, request: Request, now: datetime) -> Terms | None:
        """Return the terms by which time runs for a request (I9(3)); None where no text bears it.

        The day is that of the zone that `now` carries (Q21).
        """
        texts = self.texts_for(request, now)
        text = texts.governing(request.basis.instrument if request.basis else "")
        return texts.leads[text.id].terms if text else None

    def texts_for(self, request: Request, now: datetime, *, gdpr: bool = False) -> Texts:
        """Return what all agreements together say on a request, as they stood and were known at an instant.

        With `gdpr` those too that carry a message under that regulation alone (Q8).
        """
        asked = Question(
            kind=request.type,
            sender=request.sender.state,
            recipient=request.recipient.state,
            on=now.date(),
            asked_on=None if request.made_at is None else request.made_at.astimezone(now.tzinfo).date(),
            case_ref=request.case_ref,
            gdpr=gdpr,
            coercive=request.coercive,
            without_treaty=None,
        )
        return ask(self.between(request.sender.state, request.recipient.state), asked, now)

    @staticmethod
    def authorisers(own: Profile, on: date) -> frozenset[Role]:
        """Return whose order a state's law asks for a suspect's data: nobody where it asks none (Q3).

        Where that is unknown, the judges'.
        """
        named = authoriser(own, on)
        return frozenset() if named == NOBODY else _roles(named) or frozenset({Role.JUDGE})

    def key_holders(self, weighing: Weighing, item: Item) -> frozenset[Role]:
        """Return who holds the second key of an item: empty where R-JUDGE does not speak (Q3).

        Where the law cannot exclude that an order is needed, those hold it whose order it would be.
        """
        grounds = weigh(weighing, self.rulebook).grounds
        if not any(g.rule == JUDGE_RULE and g.unit in ("", item.id) for g in grounds):
            return frozenset()
        return self.authorisers(weighing.own, weighing.on.astimezone(weighing.zone).date())


def _by_pair(
    agreements: tuple[Instrument, ...],
) -> Mapping[frozenset[StateCode], tuple[Instrument, ...]]:
    pairs: dict[frozenset[StateCode], list[Instrument]] = {}
    for instrument in agreements:
        for two in combinations(sorted(instrument.bound), BILATERAL):
            pairs.setdefault(frozenset(two), []).append(instrument)
    return {pair: tuple(found) for pair, found in pairs.items()}


def _roles(named: str) -> frozenset[Role]:
    """Read the roles in the law's own writing, as `PROSECUTOR or JUDGE`; other words name none."""
    return frozenset(Role(name) for name in named.split() if name in set(Role))


def chosen_digest(digest: str, agreements: tuple[str, ...]) -> str:
    """Return the digest of a law with only these agreements applied; none chosen changes nothing."""
    if not agreements:
        return digest
    named = "\n".join(sorted(agreements))
    return hashlib.sha256(f"{digest}\n{named}".encode()).hexdigest()


def files_digest(rooms: Mapping[str, Files], *, demo: bool) -> str:
    """Return the SHA-256 over the names and bytes of all files of the law, room by room."""
    digest = hashlib.sha256(b"demo" if demo else b"real")
    for room in ROOMS:
        for name in sorted(rooms[room]):
            content = rooms[room][name]
            digest.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(content).digest())
    return digest.hexdigest()


def room_of(name: str, content: bytes) -> str:
    """Tell to which folder of the law a file belongs, by what it holds.

    Raises: LawFileInvalid naming file and line.
    """
    document = read_file(name, content)
    held = {"rule": "rules", "word": "rules", "instrument": "agreements", "relation": "agreements"}
    held |= {"cure": "rules", "list": "designations"}
    held |= {"state": "profiles", "world": "profiles"}
    found = {room for key, room in held.items() if key in document.data}
    if len(found) != 1:
        raise document.refuse("a file of law holds [[rule]], [[instrument]], or a state's profile.")
    return found.pop()


def parse_law(
    *,
    catalogue: Files,
    rules: Files,
    profiles: Files,
    agreements: Files,
    designations: Files | None = None,
    demo: bool,
) -> Law:
    """Read all files of the law, given by name; no agreement is chosen yet.

    Raises: LawFileInvalid naming file and line.
    """
    instruments, relations = parse_agreements(agreements)
    rooms = {
        "catalogue": catalogue,
        "rules": rules,
        "profiles": profiles,
        "agreements": agreements,
        "designations": designations or {},
    }
    listed = rooms["designations"]
    fitting = (i for i in instruments if demo or not i.fictional)
    return Law(
        digest=files_digest(rooms, demo=demo),
        demo=demo,
        catalogue=parse_catalogue(catalogue),
        rulebook=parse_rules(rules),
        profiles=parse_profiles(profiles),
        agreements=adopt(fitting, None if demo else ()),
        relations=relations,
        lists=tuple(one for one in parse_lists(listed) if demo or not one.fictional),
    )
