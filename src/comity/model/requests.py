"""Requests and warnings, their subjects, offences and items (domain.md 3.4, 4.1-4.3)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from comity.model.accusations import Accusation
from comity.model.parties import Authority, Channel, StateCode
from comity.model.travel import PaperAsked, Period

MatterId = NewType("MatterId", str)
"""What acts are about: `case/BE-VN-2026-000123`, `alert/…`, `partnership/BE-RU`, `register/…`."""

ItemId = NewType("ItemId", str)


class RequestType(StrEnum):
    """The twenty types of domain.md 4.3."""

    T01 = "T01"
    T02 = "T02"
    T03 = "T03"
    T04 = "T04"
    T05 = "T05"
    T06 = "T06"
    T07 = "T07"
    T08 = "T08"
    T09 = "T09"
    T10 = "T10"
    T11 = "T11"
    T12 = "T12"
    T13 = "T13"
    T14 = "T14"
    T15 = "T15"
    T16 = "T16"
    T17 = "T17"
    T18 = "T18"
    T19 = "T19"
    T20 = "T20"


class Purpose(StrEnum):
    """Why data is asked or given (domain.md 3.3)."""

    PREVENTION = "PREVENTION"
    INVESTIGATION = "INVESTIGATION"
    PROSECUTION = "PROSECUTION"
    EXECUTION_OF_PENALTY = "EXECUTION_OF_PENALTY"
    PUBLIC_SECURITY_THREAT = "PUBLIC_SECURITY_THREAT"
    BORDER_CONTROL = "BORDER_CONTROL"
    RETURN = "RETURN"
    IDENTIFICATION_OF_VICTIM = "IDENTIFICATION_OF_VICTIM"
    TRAINING = "TRAINING"
    STATISTICS = "STATISTICS"


class CrimeArea(StrEnum):
    """Crime areas of domain.md 3.4; EXTREMISM and SEPARATISM are topics only."""

    TERRORISM = "TERRORISM"
    ORGANISED_CRIME = "ORGANISED_CRIME"
    TRAFFICKING_PERSONS = "TRAFFICKING_PERSONS"
    SMUGGLING_MIGRANTS = "SMUGGLING_MIGRANTS"
    DOCUMENT_FRAUD = "DOCUMENT_FRAUD"
    DRUGS = "DRUGS"
    CORRUPTION = "CORRUPTION"
    MONEY_LAUNDERING = "MONEY_LAUNDERING"
    CYBERCRIME = "CYBERCRIME"
    FIREARMS = "FIREARMS"
    VEHICLE_CRIME = "VEHICLE_CRIME"
    PAYMENT_FRAUD = "PAYMENT_FRAUD"
    CHILD_EXPLOITATION = "CHILD_EXPLOITATION"
    HOMICIDE_VIOLENCE = "HOMICIDE_VIOLENCE"
    PROPERTY = "PROPERTY"
    ENVIRONMENT = "ENVIRONMENT"
    EVENT_VIOLENCE = "EVENT_VIOLENCE"
    OTHER_SERIOUS = "OTHER_SERIOUS"
    EXTREMISM = "EXTREMISM"
    SEPARATISM = "SEPARATISM"


class SubjectStatus(StrEnum):
    """LED art. 6 and domain.md 4.2."""

    SUSPECT = "SUSPECT"
    ACCUSED = "ACCUSED"
    CONVICTED = "CONVICTED"
    SENTENCED = "SENTENCED"
    WITNESS = "WITNESS"
    VICTIM = "VICTIM"
    POTENTIAL_VICTIM = "POTENTIAL_VICTIM"
    MISSING = "MISSING"
    CONTACT_ASSOCIATE = "CONTACT_ASSOCIATE"
    PERSON_POSING_DANGER = "PERSON_POSING_DANGER"
    FACILITATOR = "FACILITATOR"
    TRAVELLER = "TRAVELLER"
    RETURNEE = "RETURNEE"
    MIGRANT_IRREGULAR = "MIGRANT_IRREGULAR"
    UNIDENTIFIED = "UNIDENTIFIED"
    DECEASED = "DECEASED"


class DataCategory(StrEnum):
    """Data categories of domain.md 4.2."""

    DC_IDENTITY = "DC_IDENTITY"
    DC_ALIAS = "DC_ALIAS"
    DC_NATIONALITY = "DC_NATIONALITY"
    DC_DOCUMENT = "DC_DOCUMENT"
    DC_FACE = "DC_FACE"
    DC_FINGERPRINT = "DC_FINGERPRINT"
    DC_DNA = "DC_DNA"
    DC_CONTACT = "DC_CONTACT"
    DC_ADDRESS = "DC_ADDRESS"
    DC_VEHICLE = "DC_VEHICLE"
    DC_ENTRY_EXIT = "DC_ENTRY_EXIT"
    DC_VISA_STAY = "DC_VISA_STAY"
    DC_WARRANT = "DC_WARRANT"
    DC_CRIMINAL_RECORD = "DC_CRIMINAL_RECORD"
    DC_SUSPECT_STATUS = "DC_SUSPECT_STATUS"
    DC_CASE_FACTS = "DC_CASE_FACTS"
    DC_CUSTODY = "DC_CUSTODY"
    DC_FINANCIAL = "DC_FINANCIAL"
    DC_COMMS_META = "DC_COMMS_META"
    DC_COMMS_CONTENT = "DC_COMMS_CONTENT"
    DC_CYBER_IOC = "DC_CYBER_IOC"
    DC_FAMILY = "DC_FAMILY"
    DC_HEALTH = "DC_HEALTH"
    DC_POLITICAL_RELIGIOUS_ETHNIC_UNION_SEXLIFE = "DC_POLITICAL_RELIGIOUS_ETHNIC_UNION_SEXLIFE"
    DC_ORG_AFFILIATION = "DC_ORG_AFFILIATION"
    DC_ASYLUM = "DC_ASYLUM"
    DC_MODUS_OPERANDI = "DC_MODUS_OPERANDI"
    DC_NON_PERSONAL = "DC_NON_PERSONAL"


SPECIAL = frozenset(
    {
        DataCategory.DC_FACE,
        DataCategory.DC_FINGERPRINT,
        DataCategory.DC_DNA,
        DataCategory.DC_HEALTH,
        DataCategory.DC_POLITICAL_RELIGIOUS_ETHNIC_UNION_SEXLIFE,
        DataCategory.DC_ORG_AFFILIATION,
    }
)
"""Special categories and biometrics (LED art. 10)."""

MINIMUM_DANGER_SET = frozenset(
    {
        DataCategory.DC_IDENTITY,
        DataCategory.DC_FACE,
        DataCategory.DC_VEHICLE,
        DataCategory.DC_CASE_FACTS,
        DataCategory.DC_NON_PERSONAL,
    }
)
"""What may leave under domain.md 5.5(3): identity, image, vehicle, danger facts."""


class Handling(StrEnum):
    """SIENA handling codes (domain.md section 7)."""

    H0 = "H0"
    H1 = "H1"
    H2 = "H2"
    H3 = "H3"


class Urgency(StrEnum):
    """Urgency of a message; an urgent one names its reason."""

    NORMAL = "NORMAL"
    URGENT = "URGENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """The article a message rests on: instrument, its version and its article."""

    instrument: str
    version: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The person a message is about, as far as the law asks.

    `protection_from` names states against which the releasing side knows a pending or granted
    protection claim; it is internal and never leaves (R-ASYLUM). `minor` False says neither today nor
    at the act charged (Q23). `open_case` says that the releasing side holds the person as suspect,
    accused, facilitator or danger in an open case (R-JUDGE). `consent` is a victim's or witness's own
    answer (R-VICTIM), or that of who is held, that their consulate is told (T14); `endangered_there` the
    danger a victim would meet; `identified` False says that
    several persons fit (R-MATCH).
    """

    label: str
    status: SubjectStatus | None
    name: str = ""
    born: str = ""
    nationalities: frozenset[StateCode] = frozenset()
    document: str = ""
    minor: bool | None = False
    protection_from: frozenset[StateCode] | None = frozenset()
    open_case: bool | None = False
    consent: bool | None = None
    endangered_there: bool | None = None
    identified: bool | None = True

    def outward(self, *, choice: bool) -> "Subject":
        """Return what may leave of the person: nothing internal, and consent as a choice alone (T14)."""
        kept = replace(self, protection_from=frozenset(), open_case=None, endangered_there=None)
        return kept if choice else replace(kept, consent=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """One offence with its elements in both laws; penalties in months.

    `judged_here` and `pending_here` speak of a final judgment and of proceedings on the same facts;
    `accusation` says on what it rests where an organisation stands behind it (R-LIST).
    """

    code: str
    area: CrimeArea
    articles: tuple[str, ...] = ()
    max_penalty_months: int | None = None
    punishable_here: bool | None = True
    death_at_partner: bool | None = None
    committed_on: date | None = None
    judged_here: bool | None = False
    pending_here: bool | None = False
    accusation: Accusation | None = None


class Tlp(StrEnum):
    """Traffic light protocol 2.0: how far cyber data may go (R-TLP)."""

    RED = "RED"
    AMBER_STRICT = "AMBER+STRICT"
    AMBER = "AMBER"
    GREEN = "GREEN"
    CLEAR = "CLEAR"


class Audience(StrEnum):
    """Whom somebody wants to give an item to, from few to all (R-TLP)."""

    PERSONS = "PERSONS"
    ORGANISATION = "ORGANISATION"
    CLIENTS = "CLIENTS"
    COMMUNITY = "COMMUNITY"
    PUBLIC = "PUBLIC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of data that may be released.

    `source` names where it comes from: `own`, the own `IMMIGRATION` file, a system (`SIS`, `VIS`,
    `EURODAC`, `EES`, `PNR`), `EUROPOL`, `FIU`, `ASYLUM`, or another state's code. `linked_case` tells
    whether it is drawn from or linked to an open case against its subject; None is unknown (R-JUDGE,
    R-PROV). `embargo_hidden` says that naming the embargo would harm; `exculpatory` that the item speaks
    for its subject or saves life (R-DEATH); `strictly_necessary` is the finding that LED art. 10 asks for
    (R-SPEC); `privileged` that a source's, a client's, a penitent's or a parliament's privilege lies on it
    (R-PRIV).
    """

    id: ItemId
    category: DataCategory
    subject: str = ""
    source: str = "own"
    owner_consent: bool | None = None
    linked_case: bool | None = False
    embargo: bool | None = False
    retention_until: date | None = None
    handling: Handling = Handling.H1
    answers: str = ""
    embargo_hidden: bool | None = False
    reveals_protection: bool | None = False
    exculpatory: bool | None = False
    strictly_necessary: bool | None = None
    tainted: bool | None = False
    intelligence_service: bool | None = False
    classification: str = ""
    assertion: str = "FACT"
    grading: str = ""
    privileged: bool | None = False
    tlp: Tlp | None = None

    @property
    def personal(self) -> bool:
        """Tell whether the item says something of a person."""
        return self.category is not DataCategory.DC_NON_PERSONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with the one category it asks for (LED art. 4(1)(c))."""

    id: str
    category: DataCategory
    text: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportionality:
    """The four considerations of C4-15."""

    necessity: str = ""
    suitability: str = ""
    less_intrusive: str = ""
    balance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One message of types T01-T20 as its sender states it (domain.md 4.1).

    `paper` is the document that T04 asks about, `period` the days that T05 asks about.
    """

    reference: str
    type: RequestType
    sender: Authority
    recipient: Authority
    channel: Channel
    basis: Basis | None
    purpose: Purpose
    case_ref: str
    urgency: Urgency = Urgency.NORMAL
    urgency_reason: str = ""
    subjects: tuple[Subject, ...] = ()
    offences: tuple[Offence, ...] = ()
    questions: tuple[Question, ...] = ()
    facts: str = ""
    link_to_recipient: str = ""
    necessity: str = ""
    proportionality: Proportionality = Proportionality()
    language: str = "en"
    coercive: bool | None = False
    made_at: datetime | None = None
    paper: PaperAsked | None = None
    period: Period | None = None
