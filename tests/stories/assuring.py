"""A partner's assurance in a case, step by step: noted, examined, and accepted by two persons (TP4)."""

from dataclasses import fields, replace
from datetime import date

from comity.acts.signing import Hand
from comity.demo.world import World, engage
from comity.exchange import assurances
from comity.exchange.assurances import Which
from comity.exchange.weighing import Findings
from comity.law.weighing import Circumstances
from comity.model.assurances import Assurance, AssuranceKind, AssuranceState, Othman
from comity.model.parties import Authority
from comity.model.people import Role
from comity.model.requests import MatterId
from stories.exchange import IDENTITY, KNOWN, PUNISHABLE, put, taken

MINISTRY = "BE/CENTRAL_AUTHORITY"
DEATH = replace(PUNISHABLE, death_at_partner=True)
GIVER = "RU/CENTRAL_AUTHORITY"
WHICH = Which(kind=AssuranceKind.NO_DEATH_PENALTY, giver=GIVER)
GIVEN = Assurance(
    kind=WHICH.kind, giver=Authority.parse(GIVER), text="note 12 of 2019", state=AssuranceState.GIVEN
)
GOOD = Othman(**{factor.name: True for factor in fields(Othman)})
DAYS = (date(2020, 6, 1), date(2021, 6, 1))


def noting(*given: Assurance, **more: object) -> Findings:
    return replace(KNOWN, offences=(DEATH,), circumstances=Circumstances(assurances=given, **more))


def promised(world: World) -> MatterId:
    """Bring a request for a crime that carries death there to an answer, with an assurance noted as given."""
    be = world["BE"]
    be.people[Role.CA_LAWYER] = engage(be, Role.CA_LAWYER, MINISTRY, world.now)
    return another(world)


def another(world: World, *given: Assurance) -> MatterId:
    matter = taken(world, found=noting(*(given or (GIVEN,))))
    put(world, matter, IDENTITY)
    return matter


def examined(world: World) -> MatterId:
    matter, be = promised(world), world["BE"]
    assurances.examine(be.node, matter, WHICH, GOOD, lawyer(world), world.now)
    return matter


def lawyer(world: World) -> Hand:
    return world["BE"].people[Role.CA_LAWYER]


def accept(world: World, matter: MatterId, which: Which = WHICH, days: tuple[date, ...] = DAYS) -> None:
    be = world["BE"]
    assurances.propose(be.node, matter, which, days, lawyer(world), world.now)
    assurances.accept(be.node, matter, which, be[Role.MINISTER_DELEGATE], world.now)
