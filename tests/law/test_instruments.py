"""Agreements in force on a day, for these parties and this article (I1-I4, I9)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comity.errors import LawFileInvalid
from comity.law import adopt, parse_agreements, relation_on
from comity.law.instruments import by_precedence, carries, entry_into_force, in_force
from comity.model.instruments import (
    Denunciation,
    EnabledType,
    EntryIntoForce,
    EntryRule,
    Instrument,
    InstrumentKind,
    Span,
    Terms,
)
from comity.model.profiles import Confidence
from comity.model.requests import RequestType
from law.shipped import INSTRUMENTS, RELATIONS

MONTHS = EntryIntoForce(rule=EntryRule.FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION, number=2)
TREATY = Instrument(
    id="t",
    version="1",
    kind=InstrumentKind.TREATY_BILATERAL,
    title="t",
    parties=frozenset({"BE", "RU"}),
    entry=MONTHS,
    signed_on=date(2020, 1, 10),
    ratified={"BE": date(2020, 5, 2), "RU": date(2020, 11, 30)},
    terms=Terms(request_types={RequestType.T02: EnabledType(article="4")}),
    adopted=True,
    source="s",
    checked_on=date(2026, 1, 1),
    confidence=Confidence.FICTIONAL,
)
BOTH = ("BE", "RU")


def force(instrument, on, article="4", **more):
    return in_force(instrument, article, on, BOTH, **more)


@pytest.mark.source("C3-1")
@pytest.mark.parametrize(
    ("rule", "number", "expected"),
    [
        (EntryRule.FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION, 2, date(2021, 1, 1)),
        (EntryRule.FIRST_DAY_OF_MONTH_AFTER_LAST_RATIFICATION, 1, date(2020, 12, 1)),
        (EntryRule.DAYS_AFTER_LAST_RATIFICATION, 30, date(2020, 12, 30)),
        (EntryRule.ON_SIGNATURE, 0, date(2020, 1, 10)),
        (EntryRule.UNKNOWN, 0, None),
    ],
)
def test_computes_entry_into_force_from_the_clause(rule, number, expected):
    assert entry_into_force(replace(TREATY, entry=EntryIntoForce(rule=rule, number=number))) == expected


@pytest.mark.source("C2-11", "C2-12", "C3-1")
def test_signed_is_not_in_force_and_one_ratification_is_not_two():
    signed = replace(TREATY, ratified={"BE": date(2020, 5, 2)})
    assert entry_into_force(signed) is None
    assert force(signed, date(2026, 1, 1)) is False


def test_is_in_force_from_its_day_on_and_only_between_its_parties():
    assert force(TREATY, date(2020, 12, 31)) is False
    assert force(TREATY, date(2021, 1, 1)) is True
    assert in_force(TREATY, "4", date(2021, 1, 1), ("BE", "TR")) is False


def test_what_is_not_adopted_or_not_verified_is_unknown():
    assert force(replace(TREATY, adopted=False), date(2021, 1, 1)) is None
    assert force(replace(TREATY, entry=EntryIntoForce(rule=EntryRule.UNKNOWN)), date(2021, 1, 1)) is None


def test_provisional_application_reaches_the_named_articles_only():
    early = replace(TREATY, provisional=(Span(since=date(2020, 3, 1), articles=frozenset({"4"})),))
    assert force(early, date(2020, 3, 1)) is True
    assert force(early, date(2020, 3, 1), article="9") is False


def test_suspension_is_per_party_and_per_article_with_its_own_days():
    paused = replace(
        TREATY,
        suspensions=(Span(since=date(2022, 3, 16), until=date(2023, 3, 15), articles=frozenset({"4"})),),
    )
    by_a_third = replace(TREATY, suspensions=(Span(since=date(2022, 3, 16), by="TR"),))
    assert force(paused, date(2022, 3, 15)) is True
    assert force(paused, date(2022, 3, 16)) is False
    assert force(paused, date(2022, 3, 16), article="9") is True
    assert force(paused, date(2023, 3, 16)) is True
    assert force(by_a_third, date(2022, 3, 16)) is True


def test_a_pending_request_finishes_under_a_denounced_text_that_says_so():
    notice = Denunciation(
        by="RU", notified_on=date(2024, 1, 1), notice=timedelta(days=180), pending_requests_survive=True
    )
    ended = replace(TREATY, denunciation=notice)
    last = date(2024, 6, 29)
    assert force(ended, last) is True
    assert force(ended, last + timedelta(days=1)) is False
    assert force(ended, last + timedelta(days=1), asked_on=last) is True
    silent = replace(ended, denunciation=replace(notice, pending_requests_survive=False))
    assert force(silent, last + timedelta(days=1), asked_on=last) is False


def test_a_version_speaks_on_its_own_days():
    version = replace(TREATY, valid_from=date(2022, 1, 1), valid_to=date(2022, 12, 31))
    found = [
        force(version, day)
        for day in (date(2021, 12, 31), date(2022, 1, 1), date(2022, 12, 31), date(2023, 1, 1))
    ]
    assert found == [False, True, True, False]


def test_a_multilateral_text_binds_two_parties_without_waiting_for_the_others():
    many = replace(
        TREATY,
        kind=InstrumentKind.TREATY_MULTILATERAL,
        parties=frozenset({"BE", "RU", "VN"}),
        entry=EntryIntoForce(rule=EntryRule.DAYS_AFTER_LAST_RATIFICATION, number=90),
    )
    assert force(many, date(2021, 2, 27)) is False
    assert force(many, date(2021, 2, 28)) is True


@pytest.mark.source("C3-3")
def test_opens_a_type_for_the_sender_that_the_text_names():
    one_way = replace(
        TREATY, terms=Terms(request_types={RequestType.T02: EnabledType(article="4", sender="BE")})
    )
    day = date(2021, 1, 1)
    assert carries(one_way, RequestType.T02, "BE", "RU", day) is True
    assert carries(one_way, RequestType.T02, "RU", "BE", day) is False
    assert carries(one_way, RequestType.T05, "BE", "RU", day) is False


def test_a_bilateral_text_goes_before_a_multilateral_one_and_a_joint_statement_never_counts():
    kinds = [
        InstrumentKind.TREATY_MULTILATERAL,
        InstrumentKind.JOINT_STATEMENT,
        InstrumentKind.TREATY_BILATERAL,
    ]
    ranked = by_precedence(replace(TREATY, id=kind, kind=kind) for kind in kinds)
    assert [i.id for i in ranked] == ["TREATY_BILATERAL", "TREATY_MULTILATERAL"]


def test_adopts_the_named_instruments_or_all():
    plain = (replace(TREATY, id="a", adopted=False), replace(TREATY, id="b", adopted=False))
    assert [i.adopted for i in adopt(plain, ["b"])] == [False, True]
    assert [i.adopted for i in adopt(plain)] == [True, True]


def test_today_belgium_looks_at_every_message_with_russia_and_did_not_in_2019():
    assert relation_on(RELATIONS, "BE", "RU", date(2026, 11, 21)) == "REFER"
    assert relation_on(RELATIONS, "BE", "RU", date(2019, 10, 31)) == "OPEN"
    assert relation_on(RELATIONS, "BE", "VN", date(2026, 11, 21)) == "OPEN"


def test_ships_real_instruments_as_not_adopted_and_fictional_ones_as_fictional():
    real = {i.id: (i.adopted, i.confidence) for i in INSTRUMENTS if not i.fictional}
    named = ("untoc", "be-vn-migration-mou", "terrorist-bombings")
    assert real == dict.fromkeys(named, (False, "verify"))
    assert all(i.confidence == "fictional" and i.id.startswith("demo-") for i in INSTRUMENTS if i.fictional)


ENOUGH = 'kind = "MOU"\ntitle = "t"\nparties = ["BE"]\nentry = { rule = "UNKNOWN" }'


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('kind = "TREATISE"', "x.toml:4: 'kind': 'TREATISE' is no InstrumentKind. Known: TREATY_BILATERAL"),
        ("signed = 2020-01-01", "x.toml:4: unknown key 'signed'"),
        (f'{ENOUGH}\nsigned_on = "soon"', "x.toml:8: 'signed_on': 'soon' is no date."),
        (
            f"{ENOUGH}\nterms = {{ request_types = {{ T99 = {{}} }} }}",
            "x.toml:8: 'T99': 'T99' is no RequestType.",
        ),
        (
            f'{ENOUGH}\ndenunciation = {{ by = "BE", notified_on = 2020-01-01, notice = "6 moons" }}',
            "x.toml:8: 'notice': '6 moons' is no span of time such as '72 h'.",
        ),
        (f"{ENOUGH}\nadopted = 1", "x.toml:8: 'adopted': 1 is no true or false."),
    ],
)
def test_refuses_a_mistake_with_file_and_line(lines, said):
    text = f'[[instrument]]\nid = "x"\nversion = "1"\n{lines}\n'
    with pytest.raises(LawFileInvalid) as caught:
        parse_agreements({"x.toml": text.encode()})
    assert said in caught.value.what
