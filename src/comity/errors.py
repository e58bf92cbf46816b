"""Every way Comity can fail, as one tree with stable codes.

A lawful "no" is not here: it is a `model.decisions.Decision`. What stands here is a check that failed.
Codes go over the wire, so they never change. Texts say what happened and what to do, without personal data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar


class ComityError(Exception):
    """Root of every error that Comity raises on purpose."""

    code: ClassVar[str] = "comity"
    remedy: ClassVar[str] = "Read the sentence, mend what it names, and repeat."

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


# ── what somebody handed in ─────────────────────────────────────────────────────────────────────
class BadInput(ComityError):
    """A file, an option or a value that cannot be used as it stands."""

    code = "bad-input"
    remedy = "Mend the input and repeat; nothing was changed."


class MalformedMessage(BadInput):
    """Bytes that are no message of this protocol."""

    code = "malformed-message"
    remedy = "Have it written by the protocol and sent again; nothing was taken in."


class DuplicateKeys(MalformedMessage):
    """One object names the same key twice, so two readers could read it differently."""

    code = "duplicate-keys"


class MalformedFile(BadInput):
    """A file to import is refused whole; the text names line and reason."""

    code = "malformed-file"
    remedy = "Mend the line or fetch the file anew, then import it again; nothing was changed."

    def __init__(self, what: str, line: int = 0, reason: str = "") -> None:
        super().__init__(what)
        self.line = line
        self.reason = reason


class LawFileInvalid(BadInput):
    """A file of rules, profiles, instruments or situations is refused with file and line.

    `faults` are all mistakes that were found; the text tells the first few.
    """

    code = "law-file-invalid"
    remedy = "Mend the line; the law in force is untouched."

    def __init__(self, *faults: str) -> None:
        told, more = faults[:5], len(faults) - 5
        super().__init__(" ".join((*told, *([f"And {more} more: see `comity law check`."] * (more > 0)))))
        self.faults = faults


class ConfigInvalid(BadInput):
    """The configuration names something that does not exist or contradicts itself."""

    code = "config-invalid"
    remedy = "Mend the configuration or name another home with --home."


class ProverMissing(BadInput):
    """The prover that this command asks is not installed."""

    code = "prover-missing"
    remedy = "Install it: `pip install 'comity[proof]'`."


class EvidenceRefuted(BadInput):
    """The two signed heads do fit together, so they accuse nobody."""

    code = "evidence-refuted"
    remedy = "Withdraw the accusation, or bring other heads."


class WrongPassphrase(BadInput):
    """A key could not be opened with what was given."""

    code = "wrong-passphrase"
    remedy = "Type the passphrase again, or take the key's own file."


# ── things that are not there ───────────────────────────────────────────────────────────────────
class Unknown(ComityError):
    """A reference that this node does not hold."""

    code = "unknown"
    remedy = "List what there is, and name one of these."


class ListNotHeld(Unknown):
    """The list of a lister as it stood on a day was never applied here (AX10)."""

    code = "list-not-held"
    remedy = (
        "Have two legal officers apply the list of that day: `comity law lists propose`, then `activate`."
    )


class UnknownMatter(Unknown):
    """No case, alert or partnership under that reference."""

    code = "unknown-matter"
    remedy = "List the cases with `comity case list`, the warnings with `comity alert list`."


class UnknownPartner(Unknown):
    """No partner state under that code, or its keys are not pinned yet."""

    code = "unknown-partner"
    remedy = "Pair with the state first: `comity partner invite`."


class UnknownPerson(Unknown):
    """No person in role under that pseudonym."""

    code = "unknown-person"
    remedy = "See who is accredited with `comity people list`."


class UnknownRecord(Unknown):
    """No record or register under that reference."""

    code = "unknown-record"


class UnknownKind(Unknown):
    """The catalogue in force has no such act or lifecycle."""

    code = "unknown-kind"
    remedy = "Compare the versions of both nodes and update the older."


# ── who may act (TP1-TP10, L1-L5, domain.md 2.2-2.3) ────────────────────────────────────────────
class NotAllowed(ComityError):
    """The person may not do this act."""

    code = "not-allowed"
    remedy = "Have the competent person do it."


class SamePersonTwice(NotAllowed):
    """One person cannot be both halves of a two-person act."""

    code = "same-person-twice"
    remedy = "Have a second person, with an account and a key of their own, do it."


class WrongRole(NotAllowed):
    """The act asks for another role."""

    code = "wrong-role"


class WrongSeat(NotAllowed):
    """The role is none that an authority of that kind has."""

    code = "wrong-seat"
    remedy = "Accredit the person at the authority that has the role, by its key: `comity people add`."


class AccreditationExpired(NotAllowed):
    """The role is not, not yet or no longer held at that instant (L1)."""

    code = "accreditation-expired"
    remedy = "Have the accreditation renewed: `comity people add`."


class LiaisonMayNotDecide(NotAllowed):
    """A liaison officer or magistrate follows and advises, and decides nothing (L2, L5)."""

    code = "liaison-may-not-decide"


class RequesterMayNotAuthorise(NotAllowed):
    """Who asked in a case never authorises in it (domain.md 2.3)."""

    code = "requester-may-not-authorise"


class NotCompetent(NotAllowed):
    """The court or authority is not competent for this case."""

    code = "not-competent"


class PersonalSignatureMissing(NotAllowed):
    """An act with legal effect carries no valid signature of a person."""

    code = "personal-signature-missing"
    remedy = "Sign with the person's own key, unlocked by its passphrase."


class CertificateInvalid(NotAllowed):
    """A key has no unbroken chain to the pinned state root."""

    code = "certificate-invalid"
    remedy = "Have the authority certify the key anew, and compare the fingerprint again."


class JudgeKeyNotCertifiedByCourt(CertificateInvalid):
    """Only a court key or a sitting judge certifies a judge's key, never the node."""

    code = "judge-key-not-certified-by-court"
    remedy = "Have the court's key, or a sitting judge of that court, certify it."


class TokenInvalid(NotAllowed):
    """The token is unknown, has ended or expired, or its person no longer holds the role."""

    code = "token-invalid"
    remedy = "Have the person issue a new one: `comity people token issue`."


class LinkInvalid(NotAllowed):
    """The one-time code is unknown, was used, came too late, or the role was filled meanwhile."""

    code = "link-invalid"
    remedy = "Have the operator make a new link, if the role is still open: `comity people link`."


# ── the order of things ─────────────────────────────────────────────────────────────────────────
class OutOfOrder(ComityError):
    """The act does not fit the state that the matter is in."""

    code = "out-of-order"
    remedy = "See how the matter stands with `comity case show` or `comity alert show`."


class NotProposed(OutOfOrder):
    """The second of two persons brings what no first one proposed, or something else (domain.md 2.3)."""

    code = "not-proposed"
    remedy = "Bring the very file or words that the first person proposed, or have these proposed first."


class OrderRequired(OutOfOrder):
    """The law asks for an order that is not there."""

    code = "order-required"
    remedy = "See who must authorise with `comity law explain`, and ask them."


class NotAccepted(OutOfOrder):
    """The recipient has not accepted the conditions, so the content stays closed (domain.md 5.4)."""

    code = "not-accepted"
    remedy = "Accept the conditions first, if the matter still allows it."


class AssuranceInsufficient(OutOfOrder):
    """An assurance is not of the quality that it could be relied on (domain.md 5.6)."""

    code = "assurance-insufficient"
    remedy = "Examine each factor, and ask the other side for an assurance that meets those that lack."


class LawNotActivated(OutOfOrder):
    """A node decides only under digests that a TP1 act has activated."""

    code = "law-not-activated"
    remedy = "Have two people activate it: `comity law propose`, then `comity law activate`."


class DemoMixedWithReal(OutOfOrder):
    """A demonstration node never pairs or exchanges with a real one."""

    code = "demo-mixed-with-real"
    remedy = "Pair demonstrations with demonstrations only."


# ── seals and orders (design.md section 7; one code an attack) ──────────────────────────────────
class SealBroken(ComityError):
    """Bytes that are not what somebody signed or sealed."""

    code = "seal-broken"
    remedy = "Take nothing of it in; have the sender send it again, and keep what came as evidence."


class SignatureInvalid(SealBroken):
    """One of the required signatures is missing, swapped or false."""

    code = "signature-invalid"


class Replayed(SealBroken):
    """The envelope arrived before under other bytes, or after its time."""

    code = "replayed"


class Retargeted(SealBroken):
    """The envelope is addressed to, or comes from, another state."""

    code = "retargeted"


class Truncated(SealBroken):
    """The end of the sealed bytes is missing."""

    code = "truncated"


class CannotOpen(SealBroken):
    """The ciphertext does not open under the given key and context."""

    code = "cannot-open"


class KeyNotCommitted(SealBroken):
    """The ciphertext does not commit to one key: it could open to two texts."""

    code = "key-not-committed"


class UnknownSuite(SealBroken):
    """The algorithm suite is not one that this node knows."""

    code = "unknown-suite"
    remedy = "Agree on a suite that both nodes know; update the older node."


class SuiteDowngraded(SealBroken):
    """The suite is weaker than the one agreed with this partner."""

    code = "suite-downgraded"


class OrderForOtherCase(SealBroken):
    """The order was made for another case or request."""

    code = "order-for-other-case"
    remedy = "Ask for an order for this case and this request."


class OrderExpired(SealBroken):
    """The order's time is over (K6)."""

    code = "order-expired"
    remedy = "Ask for a new order."


class OrderDoesNotCover(SealBroken):
    """An item or category is not in the order; any addition voids it (K6, S04)."""

    code = "order-does-not-cover"
    remedy = "Submit the whole answer and ask for a new order."


class RecipientKeyChanged(SealBroken):
    """The recipient's key is not the one that the order names."""

    code = "recipient-key-changed"
    remedy = "Compare the partner's key with the one pinned, then ask for a new order."


class ContentDiffers(SealBroken):
    """The opened items are not the ones that the order commits to; `evidence` holds the digests."""

    code = "content-differs"

    def __init__(self, what: str, *, evidence: Mapping[str, str] | None = None) -> None:
        super().__init__(what)
        self.evidence = dict(evidence or {})


# ── the ledger (design.md section 8) ────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Two heads, both signed by one log, that do not fit together; `ledger.witness` weighs them for anyone.

    `path` is the consistency path that the log offered from the smaller head to the larger.
    """

    earlier: bytes
    later: bytes
    path: tuple[bytes, ...] = ()


class LedgerDiverged(ComityError):
    """A log is not what was signed before; a witness adds the evidence."""

    code = "ledger-diverged"
    remedy = "Keep both heads as evidence, stop relying on that log, and call the partner."

    def __init__(self, what: str, *, evidence: Evidence | None = None) -> None:
        super().__init__(what)
        self.evidence = evidence


class InclusionInvalid(LedgerDiverged):
    """The proof does not show the leaf under the root."""

    code = "inclusion-invalid"


class ConsistencyInvalid(LedgerDiverged):
    """The newer head does not extend the older: the log was rewritten."""

    code = "consistency-invalid"


class LogRolledBack(LedgerDiverged):
    """The log shows fewer or other entries at a size that was witnessed."""

    code = "log-rolled-back"


class CheckpointInvalid(LedgerDiverged):
    """The checkpoint is malformed, or a signature on it is missing or false."""

    code = "checkpoint-invalid"


class CheckpointTooOld(LedgerDiverged):
    """No partner-cosigned checkpoint newer than the instrument's limit."""

    code = "checkpoint-too-old"
    remedy = "Run the clock and the courier, then release again."


# ── the line ────────────────────────────────────────────────────────────────────────────────────
class LineDown(ComityError):
    """The line to a partner is down, or what answers there is not the partner's door."""

    code = "line-down"
    remedy = "Nothing is lost: it is tried again. If it lasts, call the partner, or send a file by courier."


class DoorRefused(LineDown):
    """The partner's door took nothing of what was sent; the text names the code that it gave."""

    code = "door-refused"
    remedy = "Nothing is lost: it is tried again. Look up the code in the protocol and call the partner."

    def __init__(self, what: str, *, told: str) -> None:
        super().__init__(what)
        self.told = told


class QuotaExceeded(ComityError):
    """The partner sent more than its share; it comes again later, and nothing is lost."""

    code = "quota-exceeded"
    remedy = "Wait: what was put off is sent again by itself. Agree on a larger share if it happens often."

    def __init__(self, what: str, *, wait: timedelta) -> None:
        super().__init__(what)
        self.wait = wait


# ── the store ───────────────────────────────────────────────────────────────────────────────────
class StoreFailed(ComityError):
    """The database or a file of the node could not be used."""

    code = "store-failed"
    remedy = "Look at disk and database; what failed did not happen, so repeat it."


class Crossed(StoreFailed):
    """Another act came first; read the matter again and repeat."""

    code = "crossed"
    remedy = "Read the matter again and repeat."


class Erased(StoreFailed):
    """The body was erased; header, signatures and proofs remain."""

    code = "erased"
    remedy = "Use what remains: header, signatures and proofs."
