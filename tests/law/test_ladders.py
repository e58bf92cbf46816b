"""The two ladders of transfer, step by step: each step alone carries, and asks what the law asks (R-XFER)."""

import pytest

from comity.law import Facts, Grant, decide, unit_of
from comity.law.naming import Scope
from comity.model.decisions import Moment, Outcome
from comity.model.parties import AuthorityKind
from comity.model.requests import Purpose
from law.sample import ON, WEIGHING, asked, truth
from law.shipped import RULES

LED = {"regime.led": True, "own.led_applies": True}
GDPR = {"regime.gdpr": True, "own.led_applies": True}
FREE, DPA = (Outcome.PERMIT_WITH_CONDITIONS, False), (Outcome.PERMIT_WITH_CONDITIONS, True)
OFFICER = (Outcome.NEEDS_AUTHORISATION, True)
NAMES = {"handling": "H1", "own_state": "BE", "instrument": "i", "agreed": "none", "owner": "own"}
NAMES |= {"evidence": "EVIDENCE_BY_CONSENT", "onward": "ONWARD_BY_CONSENT"}


def decided(facts: dict[str, bool | None], *grants: str):
    whole = {"moment.releasing": True, "basis.carries": True, "item.personal": True, **facts}
    message = {name: value for name, value in whole.items() if not name.startswith("item.")}
    return decide(
        Facts(
            moment=Moment.G3,
            on=ON,
            message=unit_of(Scope.MESSAGE, "", message, NAMES),
            items=(unit_of(Scope.ITEM, "i", whole, NAMES),),
            grants=tuple(Grant(role=role, units=frozenset({"i", ""})) for role in grants),
        ),
        RULES,
        ON,
    )


def speaks(decision) -> list[str]:
    return [g.rule for g in decision.grounds if g.outcome > Outcome.PERMIT_WITH_CONDITIONS]


@pytest.mark.parametrize(
    ("regime", "step", "expected"),
    [
        (LED, "partner.in_the_eu", FREE),
        (LED, "transfer.adequate", FREE),  # art. 36
        (LED, "transfer.binding_with_safeguards", FREE),  # art. 37(1)(a)
        (LED, "transfer.self_assessed", DPA),  # art. 37(1)(b)
        (LED, "transfer.danger_derogation", OFFICER),  # art. 38(1)(a), (c)
        (LED, "transfer.case_derogation", OFFICER),  # art. 38(1)(d)
        (GDPR, "partner.in_the_eu", FREE),
        (GDPR, "transfer.adequate", FREE),  # art. 45
        (GDPR, "transfer.binding_with_safeguards", FREE),  # art. 46(2)(a)
        (GDPR, "transfer.arrangement_authorised", FREE),  # art. 46(3)(b)
        (GDPR, "transfer.public_interest_once", OFFICER),  # art. 49(1)(d)
        (GDPR, "transfer.vital_interest_once", OFFICER),  # art. 49(1)(f)
    ],
)
def test_each_step_alone_carries_the_transfer(regime, step, expected):
    decision = decided({**regime, step: True})
    assert (decision.outcome, "INFORM_DPA" in decision.conditions) == expected
    assert speaks(decision) == (["R-XFER"] if expected is OFFICER else [])


@pytest.mark.parametrize("regime", [LED, GDPR])
def test_without_any_step_nothing_goes(regime):
    assert (decided(regime).outcome, speaks(decided(regime))) == (Outcome.REFUSE, ["R-XFER"])


@pytest.mark.parametrize(
    ("regime", "step"),
    [
        (LED, "transfer.arrangement_authorised"),
        (LED, "transfer.public_interest_once"),
        (GDPR, "transfer.self_assessed"),
        (GDPR, "transfer.case_derogation"),
    ],
)
def test_a_step_of_the_other_ladder_carries_nothing(regime, step):
    assert decided({**regime, step: True}).outcome is Outcome.REFUSE


@pytest.mark.parametrize("regime", [LED, GDPR])
def test_a_higher_step_asks_nothing_of_what_a_lower_one_would(regime):
    steps = {"transfer.binding_with_safeguards": True, "transfer.danger_derogation": True}
    decision = decided({**regime, **steps})
    assert (speaks(decision), "INFORM_DPA" in decision.conditions) == ([], False)


@pytest.mark.parametrize("regime", [LED, GDPR])
def test_a_step_that_is_not_known_is_looked_at_and_carries_nothing(regime):
    decision = decided({**regime, "transfer.adequate": None})
    assert (decision.outcome, decision.released_now) == (Outcome.REFER, frozenset())


def test_the_legal_officers_note_lets_a_derogation_go():
    decision = decided({**LED, "transfer.case_derogation": True}, "LEGAL_OFFICER")
    assert (decision.outcome, {"DOCUMENT_TRANSFER", "INFORM_DPA"} <= set(decision.conditions)) == DPA


def test_a_consular_notice_stands_outside_the_ladder():
    assert decided({**GDPR, "type.T14": True}).outcome is Outcome.PERMIT_WITH_CONDITIONS  # Q27


def test_what_is_not_personal_stands_outside_both():
    assert decided({**LED, "item.personal": False}).outcome is Outcome.PERMIT  # Q29


# ── which regime binds whom (Q29) ───────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("authority", "purpose", "regime"),
    [
        ("SPOC", Purpose.INVESTIGATION, "led"),
        ("COURT", Purpose.PROSECUTION, "led"),
        ("CENTRAL_AUTHORITY", Purpose.EXECUTION_OF_PENALTY, "led"),
        ("SPOC", Purpose.RETURN, "gdpr"),
        ("SPOC", Purpose.BORDER_CONTROL, "gdpr"),
        ("IMMIGRATION", Purpose.RETURN, "gdpr"),
        ("IMMIGRATION", Purpose.INVESTIGATION, "gdpr"),
        ("CONSULAR", Purpose.RETURN, "gdpr"),
        ("FIU", Purpose.INVESTIGATION, "unknown"),
        ("CERT", Purpose.PREVENTION, "unknown"),
    ],
)
def test_authority_and_purpose_name_the_regime(authority, purpose, regime):
    recipient = WEIGHING.request.recipient
    request = asked(
        recipient=type(recipient)(state=recipient.state, kind=AuthorityKind(authority)), purpose=purpose
    )
    told = {name: truth(f"regime.{name}", request=request) for name in ("led", "gdpr", "unknown")}
    assert told == {name: name == regime for name in told}
