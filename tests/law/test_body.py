"""The body of law of one node: what its files make of it, and by which terms a request's time runs."""

import hashlib
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from comity.errors import LawFileInvalid
from comity.law.body import Law, chosen_digest, files_digest, parse_law, room_of
from comity.law.rulebook import parse_rules
from comity.model.instruments import Denunciation, InstrumentKind, Period
from comity.model.parties import Authority, Channel
from comity.model.people import Role
from comity.model.profiles import Confidence, ProfileValue, RelationStatus
from comity.model.requests import Basis, RequestType
from comity.model.terms import TypeLimits
from law.sample import ITEM, REQUEST, WEIGHING
from law.shipped import LISTS, PROFILES, ROOM, RULES, files
from law.treaty import TREATY

ROOMS = ("catalogue", "rules", "profiles", "agreements", "designations")
SHIPPED = {room: files(ROOM / room) for room in ROOMS}
DEMO = parse_law(**SHIPPED, demo=True)
REAL = parse_law(**SHIPPED, demo=False)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def under(*agreements, law: Law = DEMO) -> Law:
    return replace(law, agreements=agreements)


# ── from its files ──────────────────────────────────────────────────────────────────────────────
def test_a_demonstration_world_applies_all_and_a_real_node_nothing_fictional():
    demo, real = (parse_law(**SHIPPED, demo=demo) for demo in (True, False))
    assert demo.demo
    assert not real.demo
    assert demo.lists == LISTS
    assert real.lists == ()  # the lists that ship are fictional
    assert {i.id for i in demo.agreements} - {i.id for i in real.agreements} == {
        i.id for i in demo.agreements if i.fictional
    }
    assert real.agreements
    assert all(i.adopted for i in demo.agreements)
    assert not any(i.adopted for i in real.agreements)
    assert (demo.profiles.digest, demo.rulebook.digest) == (PROFILES.digest, RULES.digest)
    assert demo.catalogue.kinds == real.catalogue.kinds
    assert parse_law(**{**SHIPPED, "designations": None}, demo=True).lists == ()


def test_the_digest_is_over_world_rooms_names_and_bytes_in_order():
    rooms = {room: {} for room in ROOMS} | {
        "rules": {"b.toml": b"2", "a.toml": b"1"},
        "profiles": {"c": b"3"},
    }

    def of(world: bytes) -> str:
        told = hashlib.sha256(world)
        for name, content in ((b"a.toml", b"1"), (b"b.toml", b"2"), (b"c", b"3")):
            told.update(hashlib.sha256(name).digest() + hashlib.sha256(content).digest())
        return told.hexdigest()

    assert files_digest(rooms, demo=True) == of(b"demo")
    assert files_digest(rooms, demo=False) == of(b"real")
    assert DEMO.digest == files_digest(SHIPPED, demo=True)


def test_a_choice_of_agreements_has_a_digest_of_its_own_in_whatever_order():
    assert chosen_digest("d", ()) == "d"
    expected = hashlib.sha256(b"d\na\nb").hexdigest()
    assert chosen_digest("d", ("b", "a")) == chosen_digest("d", ("a", "b")) == expected


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("[[rule]]\n", "rules"),
        ("[[word]]\n", "rules"),
        ("[[cure]]\n", "rules"),
        ("[[instrument]]\n", "agreements"),
        ("[[relation]]\n", "agreements"),
        ("[[list]]\n", "designations"),
        ('state = "BE"\n', "profiles"),
        ('world = "demonstration"\n', "profiles"),
    ],
)
def test_a_file_belongs_to_the_room_of_what_it_holds(text: str, room: str):
    assert room_of("x.toml", text.encode()) == room


@pytest.mark.parametrize("text", ["", "[[rule]]\n[[instrument]]\n", "[[act]]\n"])
def test_a_file_of_no_room_or_of_two_is_refused(text: str):
    with pytest.raises(LawFileInvalid) as caught:
        room_of("x.toml", text.encode())
    assert caught.value.what.startswith("x.toml:1: a file of law holds [[rule]], [[instrument]], or a state")


# ── as it is applied ────────────────────────────────────────────────────────────────────────────
def test_a_choice_keeps_what_was_chosen_and_what_binds_more_than_two():
    many = replace(
        TREATY, id="many", kind=InstrumentKind.TREATY_MULTILATERAL, parties=frozenset({"BE", "RU", "TR"})
    )
    held = (TREATY, replace(TREATY, id="u"), many)
    for law in (under(*held), under(*held, law=REAL)):
        chosen = law.choosing(("u",))
        assert [i.id for i in chosen.agreements] == ["u", "many"]
        assert chosen.digest == chosen_digest(law.digest, ("u",))
        assert law.choosing(()) is law
    unadopted = tuple(replace(i, adopted=False) for i in held)
    assert [i.adopted for i in under(*unadopted).choosing(("u",)).agreements] == [True, True]
    assert [i.adopted for i in under(*unadopted, law=REAL).choosing(("u",)).agreements] == [True, False]


def test_a_draft_takes_the_place_of_what_it_changes_and_of_nothing_else():
    one = {"x.toml": files(ROOM / "agreements")["demo-be-tr.toml"]}
    law = under(TREATY, replace(TREATY, id="demo-be-tr"))
    changed = law.with_draft("agreements", one)
    assert [i.id for i in changed.agreements if i.id in ("t", "demo-be-tr")] == ["t", "demo-be-tr"]
    assert next(i for i in changed.agreements if i.id == "demo-be-tr").parties == {"BE", "TR"}
    assert all(i.adopted for i in changed.agreements)
    content = hashlib.sha256(one["x.toml"]).hexdigest()
    assert changed.digest == hashlib.sha256(f"{law.digest}\n{content}".encode()).hexdigest()
    assert changed.rulebook is law.rulebook
    assert len(changed.relations) >= len(law.relations)
    with pytest.raises(LawFileInvalid):
        law.with_draft("rules", {"x.toml": b"[[rule]]\n"})
    assert law.with_draft("rules", SHIPPED["rules"]).rulebook.digest == RULES.digest


def test_a_draft_of_a_profile_or_of_a_relation_is_what_the_law_would_then_say():
    ours, relation = SHIPPED["profiles"]["BE.toml"], SHIPPED["agreements"]["be-ru.toml"]
    alone = DEMO.with_draft("profiles", {"BE.toml": ours})
    assert alone.profiles.states == ("BE",)
    told = (
        b'[[relation]]\nof = "BE"\ntowards = "MA"\nstatus = "SUSPENDED"\n'
        + relation[
            relation.index(b"valid_from", relation.index(b"[[relation]]")) : relation.rindex(b"[[relation]]")
        ]
    )
    changed = DEMO.with_draft("agreements", {"x.toml": told})
    assert changed.relation("BE", "MA", NOW) is RelationStatus.SUSPENDED
    assert changed.relation("BE", "RU", NOW) is RelationStatus.REFER


def test_the_relation_is_that_of_the_day():
    (shipped, *_) = DEMO.relations
    told = replace(
        shipped,
        of="BE",
        towards="MA",
        status=RelationStatus.SUSPENDED,
        valid_from=date(2026, 3, 3),
        valid_to=None,
    )
    law = replace(DEMO, relations=(told,))
    assert law.relation("BE", "MA", datetime(2026, 3, 2, 23, 59, tzinfo=UTC)) is RelationStatus.OPEN
    assert law.relation("BE", "MA", datetime(2026, 3, 3, tzinfo=UTC)) is RelationStatus.SUSPENDED
    assert law.relation("MA", "BE", datetime(2026, 3, 3, tzinfo=UTC)) is RelationStatus.OPEN


def test_the_relation_is_that_of_the_channel():
    (shipped, *_) = DEMO.relations
    wires = frozenset({Channel.INTERPOL_I247})
    law = replace(DEMO, relations=(replace(shipped, status=RelationStatus.SUSPENDED, channels=wires),))
    assert law.relation(shipped.of, shipped.towards, NOW, Channel.INTERPOL_I247) is RelationStatus.SUSPENDED
    assert law.relation(shipped.of, shipped.towards, NOW, Channel.BILATERAL_SPOC) is RelationStatus.OPEN


def test_a_profile_counts_as_adopted_in_a_demonstration_world_alone():
    assert DEMO.profile("BE") == PROFILES.profile("BE", demonstration=True)
    assert REAL.profile("BE") == PROFILES.profile("BE")
    value = ProfileValue(
        value=False,
        valid_from=date(2020, 1, 1),
        source="s",
        checked_on=date(2026, 1, 1),
        confidence=Confidence.STATED,
    )
    by_act = {"led_applies": (value,)}
    assert REAL.profile("BE", by_act) == PROFILES.profile("BE", by_act=by_act)
    assert REAL.profile("BE", by_act).at("led_applies", NOW.date()) is False


# ── the time of a request ───────────────────────────────────────────────────────────────────────
ASKED = replace(REQUEST, sender=Authority.parse("RU/SPOC"), recipient=Authority.parse("BE/SPOC"))


def test_time_runs_by_the_terms_of_the_text_that_bears_the_request():
    law = under(TREATY)
    assert law.terms_for(ASKED, NOW) is TREATY.terms
    assert law.terms_for(ASKED, datetime(2020, 12, 31, 23, tzinfo=UTC)) is None  # in force on 1 January
    assert law.terms_for(ASKED, datetime(2021, 1, 1, tzinfo=UTC)) is TREATY.terms
    assert law.terms_for(replace(ASKED, sender=Authority.parse("TR/SPOC")), NOW) is None
    assert under().terms_for(ASKED, NOW) is None


def test_time_runs_by_no_text_before_it_was_learned_of():
    law = under(replace(TREATY, recorded_at=datetime(2026, 3, 2, 12, 1, tzinfo=UTC)))
    assert law.terms_for(ASKED, NOW) is None
    assert law.terms_for(ASKED, datetime(2026, 3, 2, 12, 1, tzinfo=UTC)) == TREATY.terms


def test_a_memorandum_sets_no_time_although_it_is_authorised():
    memorandum = replace(TREATY, kind=InstrumentKind.MOU, sa_authorised_on=date(2021, 1, 1))
    assert under(memorandum).terms_for(ASKED, NOW) is None


def test_of_two_texts_that_bear_it_the_one_that_it_names_counts():
    many = replace(TREATY, id="many", kind=InstrumentKind.TREATY_MULTILATERAL)
    many = replace(many, terms=replace(TREATY.terms, costs="shared"))
    law = under(TREATY, many)
    assert law.terms_for(ASKED, NOW) is TREATY.terms
    named = replace(ASKED, basis=Basis(instrument="many", version="1", article="4"))
    assert law.terms_for(named, NOW) is many.terms


@pytest.mark.parametrize("kind", [InstrumentKind.TREATY_MULTILATERAL, InstrumentKind.EU_AGREEMENT])
def test_time_runs_by_the_text_that_goes_first_whichever_the_request_names(kind):
    """I9(3): bilateral before an agreement of the EU and a multilateral one."""

    def taking(text, days):
        limits = {RequestType.T02: TypeLimits(normal=timedelta(days=days))}
        return replace(text, terms=replace(text.terms, time_limits=limits))

    many = taking(replace(TREATY, id="many", kind=kind), 60)
    law = under(taking(TREATY, 3), many)
    named = replace(ASKED, basis=Basis(instrument="many", version="1", article="4"))
    assert law.terms_for(named, NOW).time_limits[RequestType.T02].normal == timedelta(days=3)
    prevailing = replace(many, prevails_for=frozenset({RequestType.T02}))
    law = under(taking(TREATY, 3), prevailing)
    for asked in (ASKED, named):
        assert law.terms_for(asked, NOW).time_limits[RequestType.T02].normal == timedelta(days=60)
    silent = under(TREATY, many)
    assert silent.terms_for(named, NOW).time_limits[RequestType.T02].normal == timedelta(days=60)


def test_a_request_made_before_the_end_runs_by_the_text_that_says_so():
    notice = Denunciation(
        by="RU", notified_on=date(2025, 1, 1), notice=Period(days=30), pending_requests_survive=True
    )
    law = under(replace(TREATY, denunciations=(notice,)))
    assert law.terms_for(replace(ASKED, made_at=datetime(2025, 1, 20, tzinfo=UTC)), NOW) == TREATY.terms
    assert law.terms_for(replace(ASKED, made_at=datetime(2025, 3, 1, tzinfo=UTC)), NOW) is None
    assert law.terms_for(ASKED, NOW) is None


def test_days_are_those_of_no_machines_zone(monkeypatch: pytest.MonkeyPatch):
    notice = Denunciation(
        by="RU", notified_on=date(2025, 1, 1), notice=Period(days=30), pending_requests_survive=True
    )
    law = under(replace(TREATY, denunciations=(notice,)))
    last_day = replace(ASKED, made_at=datetime(2025, 1, 31, 20, tzinfo=UTC))
    with monkeypatch.context() as far:
        far.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        found = law.terms_for(last_day, NOW), law.terms_for(ASKED, datetime(2020, 12, 31, 20, tzinfo=UTC))
    time.tzset()
    assert found == (TREATY.terms, None)


def test_an_undertaking_for_one_case_bears_that_case_alone():
    law = under(replace(TREATY, kind=InstrumentKind.AD_HOC_RECIPROCITY, case_ref="c"))
    assert law.terms_for(replace(ASKED, case_ref="c"), NOW) == TREATY.terms
    assert law.terms_for(replace(ASKED, case_ref="d"), NOW) is None


def test_what_rests_on_force_is_borne_by_no_exchange_of_notes():
    law = under(replace(TREATY, kind=InstrumentKind.EXCHANGE_OF_NOTES))
    assert law.terms_for(replace(ASKED, coercive=False), NOW) == TREATY.terms
    assert law.terms_for(replace(ASKED, coercive=True), NOW) is None


# ── whose key ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("state", "roles"),
    [
        ("BE", {Role.JUDGE}),
        ("TR", {Role.PROSECUTOR, Role.JUDGE}),
        ("MA", {Role.PROSECUTOR}),
        ("VN", {Role.PROSECUTOR, Role.SUPERVISOR}),
        ("RU", set()),
    ],
)
def test_a_suspects_data_asks_the_order_that_the_states_own_law_names(state: str, roles: set[Role]):
    assert Law.authorisers(PROFILES.profile(state, demonstration=True), NOW.date()) == roles


def test_where_nobody_has_said_whose_order_it_is_the_judges_hold_it():
    assert Law.authorisers(PROFILES.profile("RU"), NOW.date()) == {Role.JUDGE}


def test_the_second_key_of_an_item_is_held_where_its_own_ground_speaks():
    free = replace(ITEM, id="free", linked_case=False)
    unknown = replace(ITEM, id="unknown", linked_case=None)
    weighing = replace(WEIGHING, items=(ITEM, free, unknown))
    assert DEMO.key_holders(weighing, ITEM) == {Role.JUDGE}
    assert DEMO.key_holders(weighing, free) == frozenset()
    assert DEMO.key_holders(weighing, unknown) == {Role.JUDGE}


def test_the_key_of_what_may_belong_to_a_case_is_held_by_whom_the_own_law_names_and_no_officer():
    unknown = replace(ITEM, linked_case=None)
    weighing = replace(WEIGHING, items=(unknown,))
    morocco = replace(weighing, own=PROFILES.profile("MA", demonstration=True))
    nobody_said = replace(weighing, own=PROFILES.profile("BE"))
    assert DEMO.key_holders(morocco, unknown) == {Role.PROSECUTOR}
    assert DEMO.key_holders(nobody_said, unknown) == {Role.JUDGE}


def test_the_second_key_of_every_item_is_held_where_the_ground_speaks_of_the_message():
    book = parse_rules(
        {
            "x.toml": b"""
[[word]]
code = "JUDGE"
en = "a judge"
fr = "un juge"
[[rule]]
id = "R-JUDGE"
title = { en = "t", fr = "t" }
source = "s"
disclosable = "NATIONAL_LAW"
valid_from = 2000-01-01
[[rule.clause]]
scope = "message"
effect = "A"
needs = ["JUDGE"]
level = "N3"
article = "1"
when = "moment.releasing"
en = "e"
fr = "f"
"""
        }
    )
    free = replace(ITEM, linked_case=False)
    assert replace(DEMO, rulebook=book).key_holders(replace(WEIGHING, items=(free,)), free) == {Role.JUDGE}


def test_whose_key_it_is_the_law_says_of_the_day_at_the_deciding_authority():
    """At 20:00 UTC on 2 March it is the 3rd in Tokyo, where prosecutors give the order from that day on."""
    new = ProfileValue(
        value="PROSECUTOR",
        valid_from=date(2026, 3, 3),
        source="s",
        checked_on=date(2026, 1, 1),
        confidence=Confidence.STATED,
        adopted=True,
    )
    own = WEIGHING.own
    said = (*own.values["suspect_data_authoriser"], new)
    own = replace(own, values={**own.values, "suspect_data_authoriser": said})
    late = replace(WEIGHING, own=own, on=datetime(2026, 3, 2, 20, tzinfo=UTC))
    assert DEMO.key_holders(late, ITEM) == {Role.JUDGE}
    assert DEMO.key_holders(replace(late, zone=ZoneInfo("Asia/Tokyo")), ITEM) == {Role.PROSECUTOR}


def test_a_draft_of_a_list_takes_the_place_of_its_lister_s_and_leaves_the_others():
    held = parse_law(demo=True, **{room: files(ROOM / room) for room in ROOMS})
    text = (
        '[[list]]\nlister = "UN"\ntitle = "Another"\ndated = 2026-02-01\nsource = "s"\n'
        'checked_on = 2026-02-01\nconfidence = "verify"\n'
    )
    draft = held.with_draft("designations", {"un.toml": text.encode()})
    assert [one.title for one in draft.lists if one.lister == "UN"] == ["Another"]
    assert {one.lister for one in draft.lists} == {one.lister for one in held.lists}
    assert draft.digest != held.digest
