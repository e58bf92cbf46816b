"""What the gate weighs: one message at one moment, seen from the side that decides (domain.md 5.1).

A `Weighing` is all that a desk hands over. Every field that somebody has to find out is three-valued;
None is UNKNOWN and never leads to PERMIT.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo

from comity.law.truth import Truth
from comity.model.assurances import Assurance, AssuranceBreach
from comity.model.authorisations import Order
from comity.model.decisions import Moment
from comity.model.instruments import Instrument
from comity.model.lists import DesignationList
from comity.model.profiles import Profile, RelationStatus
from comity.model.requests import Audience, Item, ItemId, MatterId, Purpose, Request
from comity.model.sentences import Sentence
from comity.model.surrender import Examination
from comity.model.texts import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """What is known of a danger, and of the way around a late judge (domain.md 5.5).

    `to_life` imminent danger to life or limb; `concrete` (1) danger, time and place or person known;
    `order_too_late` (2) authorisation cannot arrive in time; `order_tried` (2) it was tried and logged;
    `owner_tried_in_vain` Q14; `released_at` a release under TP2, `confirmed` and `inspected` what judge and
    data protection officer said of it afterwards.
    """

    to_life: Truth = None
    concrete: Truth = None
    order_too_late: Truth = None
    order_tried: Truth = None
    owner_tried_in_vain: Truth = False
    released_at: datetime | None = None
    confirmed: Truth = None
    inspected: Truth = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What this node's own log says of earlier messages: the marks of abuse (domain.md 5.7).

    `refused_before` the same person by any channel or type, linked under a local key, both sides' refusals;
    `refused_as_political` the same facts under another offence; `asked_by_unit_today` persons whom the
    asking unit named today, of `allowed_by_unit`; `protected_since` the day of a protection grant;
    `reported_by_issuer` that the state of nationality reported the document stolen or revoked;
    `critic` that the person speaks against that state; `arrest_asked` and `warrant_named` of a warning.
    """

    refused_before: Truth = False
    refused_as_political: Truth = False
    asked_by_unit_today: int = 0
    allowed_by_unit: int | None = None
    protected_since: date | None = None
    reported_by_issuer: Truth = False
    critic: Truth = False
    arrest_asked: Truth = False
    warrant_named: Truth = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Findings of persons or of other rooms that no field of the message holds.

    `form_defects` are defects that the desk found (signature, translation, schema); `persons_supported`
    how many persons the case supports, None where nobody objected (R-BULK); `self_assessment` a documented
    assessment under art. 37(1)(b); `rights_override` that the subject's rights outweigh the derogation
    (38(1)(d), (e)); `subject_interests` that the transfer safeguards legitimate interests of the person it
    speaks of (38(1)(b)), `legal_claim` that a legal claim of this one case needs it (38(1)(e)); `series`
    that the transfer is one of a series (Q7); `court_hold` a Rule 39 measure or a stay; `real_risk` of
    persecution or ill-treatment on return, `risk_examined` that somebody looked at it before any contact
    about a return (T13); `ill_treatment_issue` 5.5(6);
    `assurances` those of this matter, `assurance_breaches` what the partner did not keep (5.6);
    `examination` what was found of surrender and coercion; `part_would_mislead` K5; `uses` what the receiver
    wants at G4 (EVIDENCE, DISSEMINATION, BEYOND_TEXT; to a PRIVATE_PARTY or an INTERNATIONAL_ORGANISATION);
    `original_purpose` that of the data now passed on;
    `alert_level` is recorded and has no effect (K8); `direct` that the answering side holds the data itself;
    `sentence` what a transfer of a sentenced person turns on (T12); `audience` whom an item is to be given
    to (R-TLP).
    """

    form_defects: tuple[str, ...] = ()
    disproportionate: Truth = False
    persons_supported: int | None = None
    self_assessment: Truth = False
    rights_override: Truth = False
    subject_interests: Truth = False
    legal_claim: Truth = False
    series: Truth = False
    court_hold: Truth = False
    real_risk: Truth = False
    risk_examined: Truth = False
    ill_treatment_issue: Truth = False
    assurances: tuple[Assurance, ...] = ()
    assurance_breaches: tuple[AssuranceBreach, ...] = ()
    examination: Examination = field(default_factory=Examination)
    part_would_mislead: Truth = False
    supplement_asked_at: datetime | None = None
    uses: frozenset[str] = frozenset()
    original_purpose: Purpose | None = None
    alert_level: str = ""
    direct: bool = True
    sentence: Sentence | None = None
    audience: Audience | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One need that somebody competent has met, for these items; `""` stands for the whole message.

    Made here from valid orders; a desk hands in consents that it received and verified (M5), for
    instance `OWNER(BE)` or `ORIGINAL_AUTHORISER`.
    """

    role: str
    units: frozenset[str]
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """One message at one moment, with everything that the law may ask about it.

    `own` and `partner` are the deciding side's profile and its assessment of the other's; `declared` is what
    the other says of itself, and only ever leads to a look at the difference; `instruments` all that are
    known between the two; `shown` what the partner's node shows of its copies (I7); `relation` the own
    government's decision. `items` are what would leave (or, at G4, what arrived). `matter`, `request_act`,
    `recipient_key` and `packages` (item and H(ciphertext)) are what an order must be bound to. `known_at`: as
    the agreements were known at that instant, None at `on` (I5). `zone` is the deciding authority's time
    zone (Q21). `received_under` is the text relied on when the items arrived, `received_beside` the others
    that bore their release (I4, I9(2)). `lists` are the designation lists known here, `past` what the own log
    says of earlier messages.
    """

    moment: Moment
    on: datetime
    own: Profile
    partner: Profile
    declared: Profile | None = None
    instruments: tuple[Instrument, ...] = ()
    shown: tuple[Shown, ...] = ()
    relation: RelationStatus = RelationStatus.OPEN
    request: Request
    matter: MatterId
    items: tuple[Item, ...] = ()
    orders: tuple[Order, ...] = ()
    consents: tuple[Grant, ...] = ()
    request_act: str = ""
    recipient_key: str = ""
    packages: tuple[tuple[ItemId, str], ...] = ()
    danger: Danger | None = None
    circumstances: Circumstances = field(default_factory=Circumstances)
    received_under: Instrument | None = None
    received_beside: tuple[Instrument, ...] = ()
    lists: tuple[DesignationList, ...] = ()
    past: Past = field(default_factory=Past)
    known_at: datetime | None = None
    zone: tzinfo = UTC
