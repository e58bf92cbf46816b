"""One weighing as the named facts read it: what several of them need, worked out once."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from comity.law import assurances, clocks
from comity.law.agreed import costs_of, may_give, obligations
from comity.law.protection import Protection, most_protective
from comity.law.texts import Question, Texts, ask
from comity.law.truth import Truth, yes_or_no
from comity.law.weighing import Grant, Weighing
from comity.model.assurances import Assurance, AssuranceKind
from comity.model.authorisations import Order, OrderKind
from comity.model.decisions import Moment
from comity.model.instruments import Instrument, Terms
from comity.model.parties import Authority, AuthorityKind
from comity.model.people import Role
from comity.model.profiles import Profile, ProfileScalar
from comity.model.requests import Item, Offence, Purpose, Request, RequestType, Subject
from comity.model.surrender import OffenceExamination

SPONTANEOUS = frozenset({RequestType.T06, RequestType.T07, RequestType.T08, RequestType.T19})
"""Messages whose sender is the releasing side (domain.md 4.4, Q19)."""

WARNINGS = frozenset({RequestType.T06, RequestType.T19})
"""Messages that warn of danger to life or limb."""

SURRENDERS = frozenset({RequestType.T10, RequestType.T11})
"""Messages that ask for a person: extradition, and arrest before it."""

_NOBODY_LOOKED = OffenceExamination(code="")

LED_AUTHORITIES = frozenset(
    {
        AuthorityKind.SPOC,
        AuthorityKind.NCB,
        AuthorityKind.INVESTIGATING_UNIT,
        AuthorityKind.PUBLIC_PROSECUTOR,
        AuthorityKind.COURT,
        AuthorityKind.INVESTIGATING_JUDGE,
        AuthorityKind.CENTRAL_AUTHORITY,
        AuthorityKind.EVENT_CONTACT_POINT,
    }
)
"""Authorities that act under the directive by default (Q29)."""

_GDPR_AUTHORITIES = frozenset({AuthorityKind.IMMIGRATION, AuthorityKind.CONSULAR})

LED_PURPOSES = frozenset(
    {
        Purpose.PREVENTION,
        Purpose.INVESTIGATION,
        Purpose.PROSECUTION,
        Purpose.EXECUTION_OF_PENALTY,
        Purpose.PUBLIC_SECURITY_THREAT,
        Purpose.IDENTIFICATION_OF_VICTIM,
    }
)
"""Purposes of art. 1(1) LED."""

_OFFICES: Mapping[tuple[Role, str], tuple[str, ...]] = {
    (Role.JUDGE, AuthorityKind.COURT): ("COURT",),
    (Role.CA_LAWYER, AuthorityKind.CENTRAL_AUTHORITY): ("CENTRAL_AUTHORITY_OF({state})",),
    (Role.MINISTER_DELEGATE, AuthorityKind.EXECUTIVE_DECIDER): ("EXECUTIVE_DECIDER",),
}
"""The office for which a person decides, by role and authority as accredited (domain.md 2.1, 2.2)."""

_TELLS_BESIDE = frozenset(
    {RequestType.T12, RequestType.T13, RequestType.T15, RequestType.T16, RequestType.T17}
)
"""What asks by telling: a person's papers, who is a risk at an event, indicators, a suspicion (4.3, 4.4)."""


class View:
    """One weighing, with day, what the agreements say, regime, subjects and valid orders at hand."""

    __slots__ = (
        "agreed_conditions",
        "awaiting",
        "examined",
        "governing",
        "grants",
        "kept_under",
        "other_authority",
        "own_authority",
        "received",
        "regime",
        "relied_on",
        "request",
        "rests_on",
        "spontaneous",
        "standing",
        "subjects",
        "surrender_asked",
        "terms",
        "texts",
        "today",
        "tp2_items",
        "w",
    )

    def __init__(self, weighing: Weighing) -> None:
        """Work out what many facts need."""
        self.w = weighing
        self.request: Request = weighing.request
        self.today: date = weighing.on.astimezone(weighing.zone).date()
        self.spontaneous = self.request.type in SPONTANEOUS
        self.subjects = {subject.label: subject for subject in self.request.subjects}
        self.surrender_asked: bool = self._surrender_asked()
        self.examined = {found.code: found for found in weighing.circumstances.examination.offences}
        ours = self.request.recipient.state == weighing.own.state
        self.own_authority: Authority = self.request.recipient if ours else self.request.sender
        self.other_authority: Authority = self.request.sender if ours else self.request.recipient
        self.kept_under: str = self._kept_under()
        self.regime: str = self._regime()
        self.texts: Texts = ask(weighing.instruments, self._question(), weighing.known_at or weighing.on)
        named = self.request.basis.instrument if self.request.basis else ""
        self.governing: Instrument | None = self.texts.governing(named)
        leading = self.texts.leads[self.governing.id] if self.governing else None
        self.terms: Terms | None = leading.terms if leading else None
        self.rests_on: tuple[Instrument, ...] = leading.texts if leading else ()
        self.relied_on, self.awaiting = self._assurances()
        self.standing = frozenset(one.kind for one in self.relied_on)
        self.received: Protection | None = self._received()
        self.agreed_conditions: tuple[str, ...] = self._agreed_conditions()
        valid = tuple(order for order in weighing.orders if self._is_bound(order))
        self.tp2_items = frozenset(
            name for order in valid if order.kind is OrderKind.TP2 for name in self._covered(order)
        )
        orders = (order for order in valid if order.kind is not OrderKind.TP2)
        self.grants = (*(grant for order in orders for grant in self._grants(order)), *weighing.consents)

    def own(self, name: str) -> ProfileScalar | None:
        """Return an adopted value of the deciding side's profile today; None is UNKNOWN."""
        return self.w.own.at(name, self.today)

    def partner(self, name: str) -> ProfileScalar | None:
        """Return our assessment of the partner today; None is UNKNOWN."""
        return self.w.partner.at(name, self.today)

    def own_says(self, name: str, read: Callable[[ProfileScalar], bool]) -> Truth:
        """Return what an optional value of the own law says."""
        return self.says(self.w.own, name, read)

    def says(self, law: Profile, name: str, read: Callable[[ProfileScalar], bool]) -> Truth:
        """Return what an optional value of a law says today: nothing held is no, UNKNOWN is not known."""
        value = law.at(name, self.today)
        if value is None:
            return False if law.held(name, self.today) is None else None
        return read(value)

    def subject_of(self, item: Item) -> Subject | None:
        """Return whom a personal item speaks of; None if it names nobody of the request."""
        if item.subject in self.subjects:
            return self.subjects[item.subject]
        if not item.subject and len(self.subjects) == 1:
            return next(iter(self.subjects.values()))
        return None

    def names_nobody(self, item: Item) -> bool:
        """Tell whether message and item name no person at all."""
        return not item.subject and not self.subjects

    def _surrender_asked(self) -> bool:
        """Tell whether the deciding side is asked to surrender or arrest; as strict between two others."""
        mine = self.request.sender.state == self.w.own.state
        return self.request.type in SURRENDERS and not mine and self.w.moment is not Moment.G4

    def _assurances(self) -> tuple[tuple[Assurance, ...], frozenset[AssuranceKind]]:
        """Return the partner's assurances that stand, and the other kinds that await both of TP4.

        One that comes from another authority than a text names counts for nothing (5.6).
        """
        found = self.w.circumstances
        if not found.assurances:
            return (), frozenset()
        breaches = assurances.known_breaches(found.assurances, found.assurance_breaches)
        texts = [text.terms for text, _ in self.texts.bearing]
        given_by = self.w.partner.state
        theirs = [one for one in found.assurances if one.giver.state == given_by and may_give(texts, one)]
        relied_on = tuple(one for one in theirs if assurances.stands(one, breaches, self.w.on))
        given = {one.kind for one in theirs if one.state in assurances.AWAITING}
        return relied_on, frozenset(given - {one.kind for one in relied_on})

    def examination(self, offence: Offence) -> OffenceExamination:
        """Return what was found of an offence; of one that nobody examined nothing is known."""
        return self.examined.get(offence.code, _NOBODY_LOOKED)

    def raised(self, found: Truth) -> Truth:
        """Return a finding as a ground of refusal: where surrender is asked somebody must have looked.

        Elsewhere nobody is bound to look, so that only what was found speaks.
        """
        return found if self.surrender_asked else found is True

    def asks(self) -> bool:
        """Tell whether the message asks for something, so that its sender releases nothing by it."""
        return not self.spontaneous

    def releasing(self) -> bool:
        """Tell whether the deciding side is the one that would let data go.

        The sender of a spontaneous message, else the side that is asked; passing on is letting go. Who asks
        by telling lets go what the request itself carries. A message between two other states is weighed as
        strictly as a release.
        """
        if self.w.moment in (Moment.G4, Moment.G5):
            return self.w.moment is Moment.G5
        own, request = self.w.own.state, self.request
        if self.w.moment is Moment.G1 and request.type in _TELLS_BESIDE and self.w.items:
            return True
        if own not in (request.sender.state, request.recipient.state):
            return True
        return own == (request.sender.state if self.spontaneous else request.recipient.state)

    def _agreed_conditions(self) -> tuple[str, ...]:
        """Return what the instrument and the own profile write beside the obligations of 5.4 (Q5)."""
        own = self.own("release_conditions")
        agreed = self.texts.protection.conditions
        bearing = [text.terms for text, _ in self.texts.bearing]
        laid = obligations(bearing, self.standing, (self.request.sender, self.request.recipient))
        borne = costs_of(bearing, self.request.type)
        return (*agreed, *laid, *borne, *(own if isinstance(own, tuple) else ()))

    # ── regime (R-XFER, Q29) ────────────────────────────────────────────────────────────────────
    def _kept_under(self) -> str:
        """Return the regime that binds the own authority as such, whatever it does here."""
        table = self.own("regime")
        if not isinstance(table, dict):
            return "UNKNOWN"
        kind = self.own_authority.kind
        return str(table.get(kind, table.get("default")) or _regime_of(kind))

    def _regime(self) -> str:
        """Return the regime that binds this act: the regulation, for a purpose that is none of the police."""
        police = self.request.purpose in LED_PURPOSES
        return "GDPR" if self.kept_under == "LED" and not police else self.kept_under

    # ── instruments (R-BASIS, I1, I9, Q8) ───────────────────────────────────────────────────────
    def _question(self) -> Question:
        """Return what this message asks of the agreements; a draft (G1) is no pending request (I4)."""
        request = self.request
        made_at = None if self.w.moment is Moment.G1 else request.made_at
        ours = request.recipient.state == self.w.own.state
        law = self.w.own if ours else self.w.partner
        return Question(
            kind=request.type,
            sender=request.sender.state,
            recipient=request.recipient.state,
            on=self.today,
            asked_on=made_at.astimezone(self.w.zone).date() if made_at else None,
            case_ref=request.case_ref,
            gdpr=self.regime == "GDPR",
            coercive=request.coercive,
            without_treaty=yes_or_no(law.at("extradition_without_treaty", self.today)),
        )

    def _received(self) -> Protection | None:
        """Return what binds data that was received: its texts, ended or not (I4), and newer clauses (I6).

        Its purposes are those of the text relied on; else the most protective condition counts (I9(2)).
        """
        text = self.w.received_under
        if text is None:
            return None
        relied = self._then_and_since(text)
        beside = [terms for one in self.w.received_beside for terms in self._then_and_since(one)]
        return replace(most_protective([*relied, *beside]), purposes=most_protective(relied).purposes)

    def _then_and_since(self, text: Instrument) -> list[Terms]:
        later = (i for i in self.texts.known if i.id == text.id and i.version != text.version)
        return [text.terms, *(i.terms for i in later if i.data_clauses_reach_back and i.adopted)]

    # ── orders (K6, Q28) ────────────────────────────────────────────────────────────────────────
    def _is_bound(self, order: Order) -> bool:
        w = self.w
        bound = (order.matter, order.request, order.recipient, order.recipient_key) == (
            w.matter,
            w.request_act,
            w.partner.state,
            w.recipient_key,
        )
        until = order.valid_until
        if order.kind is OrderKind.TP2 or self._is_danger_case():
            until = min(until, order.given_at + clocks.DANGER_ORDER)
        return bound and order.given_at <= w.on <= until

    def _is_danger_case(self) -> bool:
        """Tell whether this warns of danger to life, or may: an order then holds 72 hours (K6)."""
        danger = self.w.danger
        return self.request.type in WARNINGS and danger is not None and danger.to_life is not False

    def _covered(self, order: Order) -> frozenset[str]:
        named = {o.item: o for o in order.items}
        sealed = dict(self.w.packages)
        return frozenset(
            item.id
            for item in self.w.items
            if (o := named.get(item.id)) is not None
            and o.category is item.category
            and sealed.get(item.id, o.package) == o.package
        )

    def _grants(self, order: Order) -> tuple[Grant, ...]:
        """Return what an order grants: by the role of who gave it, and by the office decided for."""
        covered = self._covered(order)
        units = covered | {""} if len(covered) == len(self.w.items) else covered
        place = next(iter(order.authority.split("/")[1:]), "")
        decides = order.kind is OrderKind.AUTHORITY  # a judge's key to an item is no decision of the court
        offices = _OFFICES.get((order.role, place), ()) if decides else ()
        names = (str(order.role), *(office.format(state=self.w.own.state) for office in offices))
        return tuple(Grant(role=name, units=units, conditions=order.conditions) for name in names)

    def granted(self, role: str, item: Item) -> bool:
        """Tell whether somebody in this role has let this item go."""
        return any(grant.role == role and item.id in grant.units for grant in self.grants)


def _regime_of(kind: AuthorityKind) -> str:
    if kind in LED_AUTHORITIES:
        return "LED"
    return "GDPR" if kind in _GDPR_AUTHORITIES else "UNKNOWN"


def offence_penalty_reaches(offence: Offence, least: int) -> Truth:
    """Tell whether an offence's maximum penalty reaches a number of months; None if it is not known."""
    if least == 0:
        return True
    return None if offence.max_penalty_months is None else offence.max_penalty_months >= least
