"""Each term of each template, changed by itself, is shown by a message (C2-11, C2-12)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from comity.law import parse_agreements
from comity.law.body import Law
from comity.law.instruments import adopt
from comity.law.probing import probed
from comity.model.requests import Handling
from comity.model.terms import AssuranceTrigger, EvidenceUse, Onward, Terms
from law.sample import ON
from law.test_gaps import KINDS, filled
from law.test_probing import SHIPPED


@cache
def ratified(name):
    """Return a template, filled in and in force."""
    (text,), _ = parse_agreements({name: filled(name).encode()})
    days = {state: date(2020, 2, 1) for state in text.parties}
    return replace(text, signed_on=date(2020, 1, 1), ratified=days)


def law(text) -> Law:
    """Return the shipped law with this agreement besides."""
    return replace(SHIPPED, agreements=(*SHIPPED.agreements, *adopt([text])))


def told(name, terms):
    text = ratified(name)
    changed = replace(text, terms=terms)
    return [change.lines() for change in probed(law(text), law(changed), ON)]


# ── one change of one term ──────────────────────────────────────────────────────────────────────
SETS = ("purposes", "data_categories", "channels", "languages", "duty_to_assist")
TABLES = ("crime_areas", "request_types", "safeguards", "refusal_grounds", "time_limits")
OTHERWISE = {
    "retention_days": 90,
    "handling_default": Handling.H2,
    "onward_transfer": Onward.FORBIDDEN,
    "evidence_use": EvidenceUse.ALLOWED,
}


def each(terms: Terms) -> Iterator[tuple[str, Terms]]:
    """Yield every change of one term, by name: one entry less, or one value otherwise."""
    for term in SETS:
        held = getattr(terms, term)
        yield from ((f"{term} {one}", replace(terms, **{term: held - {one}})) for one in sorted(held))
    for term in TABLES:
        table = getattr(terms, term)
        for key in table:
            less = {other: value for other, value in table.items() if other != key}
            yield f"{term} {key}", replace(terms, **{term: less})
    for term, value in OTHERWISE.items():
        yield term, replace(terms, **{term: value})
    for area, least in terms.crime_areas.items():
        yield f"least penalty {area}", replace(terms, crime_areas={**terms.crime_areas, area: least + 24})
    for kind, limits in terms.time_limits.items():
        for speed in ("urgent", "normal", "extension"):
            longer = replace(limits, **{speed: timedelta(days=99)})
            yield f"{speed} {kind}", replace(terms, time_limits={**terms.time_limits, kind: longer})
    yield from _of_surrender(terms)
    yield from _of_grounds(terms)
    yield from _of_assurances(terms)


def _of_surrender(terms: Terms) -> Iterator[tuple[str, Terms]]:
    for field, value in {"least_penalty_months": 24, "least_sentence_months": 12}.items():
        yield f"surrender {field}", replace(terms, surrender=replace(terms.surrender, **{field: value}))


def _of_grounds(terms: Terms) -> Iterator[tuple[str, Terms]]:
    for rule, ground in terms.refusal_grounds.items():
        other = replace(ground, mandatory=not ground.mandatory)
        yield f"mandatory {rule}", replace(terms, refusal_grounds={**terms.refusal_grounds, rule: other})
        if ground.mandatory:
            other = replace(ground, curable=not ground.curable)
            yield f"curable {rule}", replace(terms, refusal_grounds={**terms.refusal_grounds, rule: other})


def _of_assurances(terms: Terms) -> Iterator[tuple[str, Terms]]:
    for one in terms.assurances:
        others = [other for other in terms.assurances if other is not one]
        yield f"assurance {one.kind}", replace(terms, assurances=(*others,))
        for field, value in {
            "giver": "CENTRAL_AUTHORITY",
            "monitoring": "a doctor",
            "trigger": AssuranceTrigger.SURRENDER,
        }.items():
            changed = replace(one, **{field: value})
            yield f"{field} {one.kind}", replace(terms, assurances=(*others, changed))


# ── what the critical terms of each negotiation show ────────────────────────────────────────────
KEPT_SHORTER = (
    "before: message NEEDS_AUTHORISATION; kept at most 1825 d",
    "after: message NEEDS_AUTHORISATION; kept at most 90 d",
)


def changed(name, label):
    return told(name, dict(each(ratified(name).terms))[label])


@pytest.mark.full
@pytest.mark.parametrize(
    ("name", "title"),
    [
        (
            "police",
            "VN asks BE (T02, T03, T04, T05, T15, T18): INVESTIGATION, DRUGS, in 'en' by BILATERAL_SPOC",
        ),
        ("mutual-legal-assistance", "VN asks BE (T09): INVESTIGATION, DRUGS, in 'en' by CENTRAL_AUTHORITY"),
        ("extradition", "VN asks BE (T10, T11): PROSECUTION, DRUGS, in 'en' by CENTRAL_AUTHORITY"),
        ("transfer", "VN asks BE (T12): EXECUTION_OF_PENALTY, DRUGS, in 'en' by CENTRAL_AUTHORITY"),
        ("migration", "VN asks BE (T13): RETURN, DOCUMENT_FRAUD, in 'en' by CONSULAR"),
    ],
)
def test_a_shorter_retention_is_shown_by_what_each_template_is_for(name, title):
    assert (title, *KEPT_SHORTER) in changed(f"{name}.toml", "retention_days")


@pytest.mark.parametrize(
    ("label", "asked", "rule"),
    [
        ("request_types T11", "(T11): PROSECUTION, DRUGS, in 'en' by CENTRAL_AUTHORITY", "R-BASIS"),
        ("crime_areas DRUGS", "(T10, T11): PROSECUTION, DRUGS, in 'en' by CENTRAL_AUTHORITY", "R-SCOPE"),
        ("purposes PROSECUTION", "(T10, T11): PROSECUTION, ", "R-SCOPE"),
    ],
)
def test_what_an_extradition_treaty_no_longer_opens_is_refused(label, asked, rule):
    found = changed("extradition.toml", label)
    assert len(found) == 2  # one each way
    for lines in found:
        assert asked in lines[0]
        assert lines[-3].startswith("before: message NEEDS_AUTHORISATION")
        assert lines[-2].startswith("after: message REFUSE")
        assert rule in lines[-1]


def test_a_giver_that_is_named_is_shown_by_an_assurance_of_another():
    found = changed("extradition.toml", "giver NO_DEATH_PENALTY")
    said = "an assurance of NO_DEATH_PENALTY by EXECUTIVE_DECIDER is accepted"
    assert all(said in lines[0] for lines in found)
    (there,) = (lines for lines in found if lines[0].startswith("VN asks BE"))  # the law of VN has death
    assert there[1].startswith("before: message NEEDS_AUTHORISATION;")
    assert there[2].startswith("after: message REFER;")
    assert "R-DEATH" in there[3]


def test_a_ground_that_nothing_cures_any_more_refuses_at_once():
    found = changed("extradition.toml", "curable R-TORTURE")
    assert found
    for lines in found:
        assert "a risk of ill-treatment that an assurance may meet" in lines[0]
        assert lines[1].startswith("before: message REFER;")
        assert lines[2].startswith("after: message REFUSE;")


# ── and every other term ────────────────────────────────────────────────────────────────────────
LAW_ITSELF = {
    "extradition.toml": {
        "refusal_grounds": "R-TORTURE R-TRIAL R-ABSENT R-PEND R-HUMAN R-DEATH R-LIFE",
        "mandatory": "R-POLIT R-DISCRIM R-MILIT R-NEBIS R-LAPSE R-TORTURE R-TRIAL R-ABSENT R-THRESH R-NATL"
        " R-DEATH R-LIFE",
        "curable": "R-POLIT R-DISCRIM R-MILIT R-NEBIS R-LAPSE R-THRESH",
    },
    "mutual-legal-assistance.toml": {
        "refusal_grounds": "R-SOVER R-MILIT R-DUAL R-DEATH",
        "mandatory": "R-POLIT R-DISCRIM R-NEBIS R-DEATH",
        "curable": "R-DISCRIM",
    },
    "transfer.toml": {
        "refusal_grounds": "R-CONSENT R-REMAIN R-DUAL",
        "mandatory": "R-CONSENT R-DUAL",
        "curable": "R-CONSENT R-DUAL",
    },
    "migration.toml": {
        "refusal_grounds": "R-REFOUL R-ASYLUM",
        "mandatory": "R-REFOUL R-ASYLUM",
        "curable": "R-REFOUL R-ASYLUM",
    },
    "police.toml": {},
}
"""Grounds that the law itself tests in the same way, whatever a text says of them (`law.agreed`)."""

SURRENDER = {"surrender least_penalty_months", "surrender least_sentence_months"}
"""Terms of no effect where a text opens no surrender."""

OF_NO_EFFECT = {
    "extradition.toml": set(),
    "mutual-legal-assistance.toml": {
        "duty_to_assist T09",  # every ground of national law is named by the text
        "time_limits T09",  # as where a text says nothing (4.4)
        *SURRENDER,
        "trigger NO_DEATH_PENALTY",  # the text opens no surrender
    },
    "transfer.toml": {"time_limits T12", *SURRENDER},
    "migration.toml": {"time_limits T13", *SURRENDER},
    "police.toml": {"time_limits T02", *SURRENDER},
}


@pytest.mark.full
@pytest.mark.parametrize("name", KINDS)
def test_each_term_changed_by_itself_is_shown_unless_it_changes_nothing(name):
    text = ratified(name)
    one = replace(SHIPPED, agreements=adopt([text]))
    silent = set()
    for label, terms in each(text.terms):
        other = replace(SHIPPED, agreements=adopt([replace(text, terms=terms)]))
        if next(probed(one, other, ON), None) is None:
            silent.add(label)
    grounds = {f"{how} {rule}" for how, rules in LAW_ITSELF[name].items() for rule in rules.split()}
    assert silent == {"data_categories DC_NON_PERSONAL", *grounds, *OF_NO_EFFECT[name]}
