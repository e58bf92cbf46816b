"""Instruments: what each kind is worth, which of them carry a message, and which goes first."""

from dataclasses import replace
from datetime import date

import pytest

from comity.law import adopt, relation_on, weigh
from comity.law.instruments import (
    EFFECTS,
    Binding,
    Coercion,
    DataBasis,
    by_precedence,
    carries,
    incomplete,
    is_binding_with_safeguards,
    protects,
    stands_under,
)
from comity.law.protection import most_protective
from comity.model.decisions import Outcome
from comity.model.instruments import (
    Denunciation,
    EnabledType,
    EntryIntoForce,
    EntryRule,
    InstrumentKind,
    Onward,
    Period,
    Reservation,
    Safeguard,
    Span,
    Suspension,
    Terms,
)
from comity.model.requests import Basis, DataCategory, Handling, RequestType
from law import sample
from law.sample import ITEM, REQUEST, WEIGHING, asked, truth
from law.shipped import INSTRUMENTS, RELATIONS, RULES
from law.treaty import BOTH, TREATY

K = InstrumentKind
SIGNED = EntryIntoForce(rule=EntryRule.ON_SIGNATURE)
ALL_SAFEGUARDS = {safeguard: "9" for safeguard in Safeguard}


def grounds(weighing):
    return {ground.rule: ground for ground in weigh(weighing, RULES).grounds}


def under(*texts, **changes):
    return replace(WEIGHING, instruments=texts, **changes)


# ── the table of 3.1 ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("kind", "binding", "data", "coercion", "carries_a_message"),
    [
        (K.TREATY_BILATERAL, Binding.YES, DataBasis.WITH_SAFEGUARDS, Coercion.BY_ITS_ARTICLES, True),
        (K.TREATY_MULTILATERAL, Binding.YES, DataBasis.WITH_SAFEGUARDS, Coercion.BY_ITS_ARTICLES, True),
        (K.EU_AGREEMENT, Binding.YES, DataBasis.WITH_SAFEGUARDS, Coercion.READMISSION_ONLY, True),
        (K.MOU, Binding.NO, DataBasis.NO, Coercion.NO, False),
        (K.AGENCY_PROGRAMME, Binding.NO, DataBasis.NO, Coercion.NO, False),
        (K.EXCHANGE_OF_NOTES, Binding.LIMITED, DataBasis.NO, Coercion.NO, True),
        (K.IMPLEMENTING_PROTOCOL, Binding.UNDER_PARENT, DataBasis.OF_PARENT, Coercion.OF_PARENT, False),
        (K.JOINT_STATEMENT, Binding.POLITICAL, DataBasis.NO, Coercion.NO, False),
        (K.AD_HOC_RECIPROCITY, Binding.CASE_ONLY, DataBasis.CASE_DEROGATION, Coercion.WITHOUT_TREATY, True),
    ],
)
def test_each_kind_has_its_effect_in_law(kind, binding, data, coercion, carries_a_message):
    effect = EFFECTS[kind]
    assert (effect.binding, effect.data_basis, effect.coercion) == (binding, data, coercion)
    assert effect.carries is carries_a_message


def test_no_kind_is_without_an_effect():
    assert set(EFFECTS) == set(K)


@pytest.mark.parametrize("kind", K)
def test_only_a_binding_kind_with_all_seven_safeguards_opens_37_1_a(kind):
    binding = {K.TREATY_BILATERAL, K.TREATY_MULTILATERAL, K.EU_AGREEMENT}
    whole = replace(TREATY, kind=kind, terms=Terms(safeguards=ALL_SAFEGUARDS))
    assert is_binding_with_safeguards(whole) is (kind in binding)
    without_one = {s: a for s, a in ALL_SAFEGUARDS.items() if s is not Safeguard.REDRESS}
    incomplete = replace(whole, terms=Terms(safeguards=without_one))
    assert is_binding_with_safeguards(incomplete) is False
    assert incomplete.terms.missing_safeguards == (Safeguard.REDRESS,)


def test_a_safeguard_protects_only_by_an_article_that_binds_on_that_day():
    """37(1)(a) asks for safeguards in force (I1, I3); one that is not applicable needs no article."""
    no_death = {Safeguard.NO_DEATH_PENALTY_USE: "not applicable: no article 9 is needed"}
    safeguards = {safeguard: "art. 12" for safeguard in Safeguard} | no_death
    terms = Terms(safeguards=safeguards, articles={"purposes": "art. 2", "data_categories": "art. 8"})
    text, day = replace(TREATY, terms=terms), date(2026, 1, 1)

    def opened(**changes):
        return protects(replace(text, **changes), day, BOTH)

    def paused(*articles):
        return (Suspension(by="RU", notified_on=date(2022, 1, 1), articles=frozenset(articles)),)

    assert opened() is True
    assert [opened(suspensions=paused(f"art. {n}")) for n in (2, 8, 9, 12, 13)] == [
        False, False, True, False, True,
    ]  # fmt: skip
    reserved = Reservation(by="BE", articles=frozenset({"art. 12"}), text="no", excludes=True)
    assert opened(reservations=(reserved,)) is False
    assert opened(suspensions=paused("art. 9"), adopted=False) is None
    applied = replace(text, ratified={})
    for articles, expected in ((("art. 4",), False), (("art. 2", "art. 8", "art. 12"), True)):
        span = Span(since=date(2020, 2, 1), articles=frozenset(articles))
        assert protects(replace(applied, provisional=(span,)), day, BOTH) is expected
    lacking = replace(text, terms=replace(terms, safeguards=no_death))
    assert protects(lacking, day, BOTH) is False


def test_safeguards_go_on_protecting_what_a_denounced_text_lets_finish():
    """I4: with the request that finishes go the articles that protect its data."""
    terms = Terms(safeguards={safeguard: "art. 12" for safeguard in Safeguard})
    notice = Denunciation(
        by="RU", notified_on=date(2024, 1, 1), notice=Period(days=180), pending_requests_survive=True
    )
    pause = Suspension(by="RU", notified_on=date(2022, 1, 1), articles=frozenset({"art. 20"}))
    text = replace(TREATY, terms=terms, denunciations=(notice,), suspensions=(pause,))
    day = date(2024, 7, 1)
    assert protects(text, day, BOTH, asked_on=date(2024, 6, 1)) is True
    assert protects(text, day, BOTH, asked_on=day) is False
    assert protects(text, day, BOTH) is False


@pytest.mark.source("C3-6")
def test_an_agreement_on_data_without_all_safeguards_is_incomplete_and_carries_messages_still():
    lacking = next(i for i in INSTRUMENTS if i.id == "demo-be-ru-police")
    assert incomplete(lacking) == tuple(Safeguard)
    assert incomplete(sample.TREATY) == ()
    without = replace(sample.TREATY, terms=replace(sample.TREATY.terms, safeguards={}))
    assert truth("basis.carries", under(without)) is True
    assert truth("transfer.binding_with_safeguards", under(without)) is False


def test_an_agreement_without_data_of_persons_lacks_nothing():
    nothing = Terms(data_categories=frozenset({DataCategory.DC_NON_PERSONAL}))
    assert incomplete(replace(TREATY, terms=nothing)) == ()
    assert incomplete(replace(sample.TREATY, kind=K.MOU, terms=replace(nothing, safeguards={}))) == ()


CARRY_AN_INQUIRY = {K.TREATY_BILATERAL, K.TREATY_MULTILATERAL, K.EU_AGREEMENT, K.EXCHANGE_OF_NOTES}


@pytest.mark.source("C1-23")
@pytest.mark.parametrize("kind", K)
def test_a_kind_that_carries_no_message_leaves_it_without_a_basis(kind):
    text = replace(sample.TREATY, kind=kind)
    missing = "R-BASIS" in grounds(under(text))
    assert missing is (kind not in CARRY_AN_INQUIRY)


def test_an_ad_hoc_undertaking_carries_its_own_case_only():
    own = replace(sample.TREATY, kind=K.AD_HOC_RECIPROCITY, case_ref="c")
    assert "R-BASIS" not in grounds(under(own))
    assert grounds(under(replace(own, case_ref="another")))["R-BASIS"].outcome is Outcome.REFUSE
    assert grounds(under(replace(own, case_ref="")))["R-BASIS"].outcome is Outcome.REFUSE


@pytest.mark.parametrize("kind", [RequestType.T10, RequestType.T11, RequestType.T12, RequestType.T13])
def test_only_a_treaty_surrenders_a_person_and_a_union_agreement_readmits_only(kind):
    terms = Terms(request_types={kind: EnabledType(article="1")})
    request = asked(type=kind)

    def carried(text_kind):
        text = replace(sample.TREATY, kind=text_kind, terms=terms)
        return truth("basis.carries", under(text, request=request))

    assert carried(K.TREATY_BILATERAL) is True
    assert carried(K.TREATY_MULTILATERAL) is True
    assert carried(K.EU_AGREEMENT) is (kind is RequestType.T13)
    assert carried(K.EXCHANGE_OF_NOTES) is False


def test_whether_an_undertaking_surrenders_is_for_the_law_of_the_requested_state():
    terms = Terms(request_types={RequestType.T10: EnabledType(article="1")})
    text = replace(sample.TREATY, kind=K.AD_HOC_RECIPROCITY, case_ref="c", terms=terms)
    weighing = under(text, request=asked(type=RequestType.T10))

    def with_own(*allowed):
        like = weighing.own.values["led_applies"][0]
        named = {
            **weighing.own.values,
            "extradition_without_treaty": tuple(replace(like, value=one) for one in allowed),
        }
        return replace(weighing, own=replace(weighing.own, values=named))

    assert truth("basis.carries", with_own()) is None
    assert grounds(with_own())["R-BASIS"].outcome is Outcome.REFER
    assert truth("basis.carries", with_own(True)) is True
    assert truth("basis.carries", with_own(False)) is False


def test_an_inquiry_that_needs_force_is_not_carried_by_an_exchange_of_notes():
    notes = replace(sample.TREATY, kind=K.EXCHANGE_OF_NOTES)
    assert truth("basis.carries", under(notes, request=asked(coercive=False))) is True
    assert truth("basis.carries", under(notes, request=asked(coercive=True))) is False
    assert truth("basis.carries", under(notes, request=asked(coercive=None))) is None


# ── an implementing protocol stands under its parent (3.1) ──────────────────────────────────────
PROTOCOL = replace(TREATY, id="p", kind=K.IMPLEMENTING_PROTOCOL, parent="t", entry=SIGNED, terms=Terms())


def test_a_protocol_stands_as_long_as_its_parent_does():
    day = date(2022, 1, 1)
    assert stands_under(PROTOCOL, (TREATY, PROTOCOL), day) is True
    assert stands_under(PROTOCOL, (TREATY, PROTOCOL), date(2020, 6, 1)) is False
    assert stands_under(PROTOCOL, (PROTOCOL,), day) is False
    assert stands_under(PROTOCOL, (replace(TREATY, adopted=False), PROTOCOL), day) is None


def test_a_message_that_names_a_protocol_is_weighed_under_its_parent():
    protocol = replace(PROTOCOL, parent=sample.TREATY.id, parties=sample.TREATY.parties)
    other = replace(sample.TREATY, id="a-first", terms=Terms(request_types=sample.TREATY.terms.request_types))
    request = asked(basis=Basis(instrument="p", version="1", article="2"))
    texts = (other, protocol, sample.TREATY)
    assert truth("offence.outside_the_areas", under(*texts, request=request)) is False
    assert truth("offence.outside_the_areas", under(*texts)) is True


# ── which text opens a message, and which goes first (R-BASIS, I9) ──────────────────────────────
@pytest.mark.source("C3-3")
def test_opens_a_type_for_the_sender_that_the_text_names():
    one_way = replace(
        TREATY, terms=Terms(request_types={RequestType.T02: EnabledType(article="4", sender="BE")})
    )
    day = date(2021, 1, 1)
    assert carries(one_way, RequestType.T02, "BE", "RU", day) is True
    assert carries(one_way, RequestType.T02, "RU", "BE", day) is False
    assert carries(one_way, RequestType.T05, "BE", "RU", day) is False


def test_ranks_bilateral_before_union_before_multilateral_before_ad_hoc():
    kinds = list(reversed(K))
    ranked = by_precedence(replace(TREATY, id=kind, kind=kind) for kind in kinds)
    assert [i.id for i in ranked] == [
        "TREATY_BILATERAL",
        "EXCHANGE_OF_NOTES",
        "EU_AGREEMENT",
        "TREATY_MULTILATERAL",
        "AD_HOC_RECIPROCITY",
        "MOU",
    ]


def test_a_union_agreement_on_readmission_that_says_so_goes_before_a_bilateral_text():
    union = replace(TREATY, id="eu", kind=K.EU_AGREEMENT, prevails_for=frozenset({RequestType.T13}))
    assert [i.id for i in by_precedence((TREATY, union), RequestType.T13)] == ["eu", "t"]
    assert [i.id for i in by_precedence((TREATY, union), RequestType.T02)] == ["t", "eu"]


def test_the_most_protective_condition_of_each_kind_counts_whatever_ranks_first():
    strict = Terms(
        forbidden_categories=frozenset({DataCategory.DC_CASE_FACTS}),
        handling_default=Handling.H2,
        retention_days=30,
        onward_transfer=Onward.FORBIDDEN,
        conditions=("A",),
    )
    loose = Terms(
        handling_default=Handling.H1, retention_days=90, onward_to=frozenset({"TR"}), conditions=("B",)
    )
    joined = most_protective((loose, strict))
    assert joined.forbidden == {DataCategory.DC_CASE_FACTS}
    assert joined.handling is Handling.H2
    assert joined.longest_for(DataCategory.DC_VEHICLE).days == 30
    assert joined.onward is Onward.FORBIDDEN
    assert joined.conditions == ("B", "A")


def test_a_category_that_any_text_forbids_does_not_leave_under_another_that_names_it():
    opened = sample.TREATY.terms.request_types
    forbids = Terms(request_types=opened, forbidden_categories=frozenset({ITEM.category}))
    second = replace(sample.TREATY, id="z", kind=K.TREATY_MULTILATERAL, terms=forbids)
    second = replace(second, entry=SIGNED)
    assert truth("item.category_outside", under(sample.TREATY)) is False
    assert truth("item.category_outside", under(sample.TREATY, second)) is True


def test_the_strictest_handling_code_of_two_texts_is_written_into_the_conditions():
    second = replace(
        sample.TREATY,
        id="z",
        terms=Terms(request_types=sample.TREATY.terms.request_types, handling_default=Handling.H2),
    )
    plain = replace(WEIGHING, items=(replace(ITEM, linked_case=False, category=DataCategory.DC_VEHICLE),))
    assert "H1" in weigh(replace(plain, instruments=(sample.TREATY,)), RULES).conditions
    assert "H2" in weigh(replace(plain, instruments=(sample.TREATY, second)), RULES).conditions


# ── a memorandum within what the supervisory authority authorised (Q8) ──────────────────────────
def test_a_memorandum_carries_only_the_types_that_were_authorised():
    opened = {t: EnabledType(article="1") for t in (RequestType.T03, RequestType.T13)}
    memo = replace(
        sample.TREATY,
        kind=K.MOU,
        entry=SIGNED,
        terms=Terms(request_types=opened),
        sa_authorised_on=date(2026, 1, 1),
        sa_authorised_for=frozenset({RequestType.T13}),
    )
    ours = replace(REQUEST.recipient, kind=sample.Authority.parse("BE/IMMIGRATION").kind)

    def carried(kind, text=memo):
        return truth("basis.carries", under(text, request=asked(type=kind, recipient=ours)))

    assert carried(RequestType.T13) is True
    assert carried(RequestType.T03) is False
    assert carried(RequestType.T03, replace(memo, sa_authorised_for=frozenset())) is True
    assert carried(RequestType.T13, replace(memo, sa_authorised_on=date(2026, 3, 3))) is False
    police = under(memo, request=asked(type=RequestType.T13))
    assert truth("basis.carries", replace(police, request=asked(type=RequestType.T13))) is False


# ── adopting, relations, what ships ─────────────────────────────────────────────────────────────
def test_adopts_the_named_instruments_or_all():
    plain = (replace(TREATY, id="a", adopted=False), replace(TREATY, id="b", adopted=False))
    assert [i.adopted for i in adopt(plain, ["b"])] == [False, True]
    assert [i.adopted for i in adopt(plain)] == [True, True]


def test_today_belgium_looks_at_every_message_with_russia_and_did_not_in_2019():
    assert relation_on(RELATIONS, "BE", "RU", date(2026, 11, 21)) == "REFER"
    assert relation_on(RELATIONS, "BE", "RU", date(2019, 10, 31)) == "OPEN"
    assert relation_on(RELATIONS, "BE", "VN", date(2026, 11, 21)) == "OPEN"


def test_ships_real_instruments_as_not_adopted_and_fictional_ones_as_fictional():
    assert not any(i.adopted for i in INSTRUMENTS if not i.fictional)
    assert all(i.confidence == "fictional" and i.id.startswith("demo-") for i in INSTRUMENTS if i.fictional)
