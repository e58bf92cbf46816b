"""National profiles between real nodes: adopted by two persons, declared to the partner, complete or not."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.acts.commit import Deed, perform
from comity.acts.profiles import write_values
from comity.cli import main
from comity.cli.law import _flags
from comity.config import Config
from comity.demo.scene_000 import warning
from comity.demo.stage import ask, suspect
from comity.demo.world import CAST, World, found_place
from comity.errors import BadInput, LawFileInvalid, OutOfOrder, SamePersonTwice, WrongRole
from comity.exchange import alerts, answers, cases, compatibility, partnership, profiles, releases, weighing
from comity.exchange.status import law_status
from comity.exchange.weighing import Findings
from comity.law.national import parse_profiles
from comity.model.decisions import Outcome
from comity.model.parties import StateCode
from comity.model.people import Role
from comity.model.requests import Basis, CrimeArea, DataCategory, Offence, Purpose, RequestType, SubjectStatus
from comity.people import capabilities
from comity.seal.canonical import digest_hex, encode
from comity.wiring import read_law, shipped_profile
from stories.exchange import (
    DANGER,
    MARK,
    MEMORY,
    THREAT,
    WHO,
    a_world,
    drafted,
    held,
    item,
    put,
    released,
    states,
    taken,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BE, TR = StateCode("BE"), StateCode("TR")
SMUGGLING = Offence(
    code="smuggling", area=CrimeArea.SMUGGLING_MIGRANTS, max_penalty_months=120, death_at_partner=False
)


@pytest.fixture
def real() -> Iterator[World]:
    """Two nodes that are no demonstration: paired, under active law, their profiles adopted by nobody."""
    with tempfile.TemporaryDirectory(prefix="comity-real-", dir=MEMORY) as folder:
        world = World(folder=Path(folder), now=NOW)
        law = read_law(demo=False).choosing(("untoc",))
        for state in (BE, TR):
            config = Config(home=world.folder / state, state=state, agreements=("untoc",))
            world.places[state] = found_place(config, law, NOW, tuple(CAST))
        for here, there in ((BE, TR), (TR, BE)):
            place, data = world[here], partnership.invitation(world[there].node)
            _, text = partnership.compare(place.node, data, NOW)
            partnership.propose(place.node, data, place[Role.SYSADMIN], NOW)
            partnership.join(place.node, data, text, place[Role.SPOC_DUTY], NOW)
        world.carry()
        yield world
        world.close()


def adopt(world: World, state: str, content: bytes) -> None:
    """Have two persons of a state adopt the values in a file (TP1)."""
    place = world[state]
    profiles.propose(place.node, content, place[Role.LEGAL_OFFICER], world.now)
    profiles.adopt(place.node, content, place[Role.MINISTER_DELEGATE], world.now)


def value(state: str, field: str, text: str) -> bytes:
    """Write a profile file with one value."""
    return (
        f'state = "{state}"\n\n[[value]]\nfield = "{field}"\nvalue = {text}\nvalid_from = 2000-01-01\n'
        'source = "invented for this test"\nchecked_on = 2026-11-21\nconfidence = "stated"\n'
    ).encode()


def asking(asker: str, asked: str):
    """Write a request under the convention against organised crime."""
    request = ask(
        asker,
        asked,
        suspect("Deniz Aral", "1980-05-04", "TR"),
        SMUGGLING,
        [("q1", DataCategory.DC_IDENTITY, "Which identities are known?")],
        agreement="untoc",
        case_ref="VG-2026-771",
        facts="Boats left on three nights in June 2026.",
    )
    return replace(request, basis=replace(request.basis, version="2000", article="art. 27"))


def consular(sender: str, recipient: str):
    """Write a consular notice (T14)."""
    asked = asking(sender, recipient)
    return replace(
        asked,
        type=RequestType.T14,
        subjects=(replace(asked.subjects[0], consent=True),),
        basis=Basis(instrument="vccr", version="1963", article="art. 36"),
        purpose=Purpose.IDENTIFICATION_OF_VICTIM,
        offences=(),
        questions=(),
        facts="A national was arrested on 22 November 2026 and wishes that the consulate is told.",
    )


def rules_of(decision) -> set[str]:
    grounds = (*decision.grounds, *(g for i in decision.items for g in i.grounds))
    return {g.rule for g in grounds if g.outcome > Outcome.PERMIT_WITH_CONDITIONS}


# ── incomplete ──────────────────────────────────────────────────────────────────────────────────
OWN = (
    "eu_member",
    "ihl_exclusion_flag",
    "languages",
    "led_applies",
    "own_nationals_extradited",
    "regime",
    "suspect_data_authoriser",
)
ABROAD = ("adequacy_gdpr", "adequacy_led", "death_penalty", "eu_member", "languages")


def test_says_which_agreements_stay_usable_for_their_age_alone_and_wait_for_a_review(real: World):
    """LED art. 61: signed before 6 May 2016, until amended, replaced or revoked; plan a review (3.1)."""
    told = law_status(real["BE"].node, NOW).agreements
    waiting = {one.id for one in told if one.to_review}
    assert waiting == {"eu-tr-readmission", "ece"}  # this node chose "untoc" alone; what binds many stays
    (convention, *_) = [one for one in told if one.id == "ece"]
    assert "REVIEW (LED 61)" in _flags(convention)
    assert "LED 61" not in _flags(replace(convention, to_review=False))


def test_a_node_says_which_values_it_lacks(real: World):
    told = {one.state: one.fields for one in law_status(real["BE"].node, NOW).missing}
    assert told == {"BE": OWN, "TR": ABROAD}
    adopt(real, "BE", shipped_profile(BE))
    adopt(real, "BE", shipped_profile(TR))
    assert law_status(real["BE"].node, NOW).missing == ()
    assert {one.state for one in law_status(real["TR"].node, NOW).missing} == {"BE", "TR"}


def test_the_check_of_a_node_names_the_values_and_what_cannot_be_done_without(real: World):
    found = {one.capability.name: one for one in capabilities.check(real["BE"].node, NOW)}
    lack = f"not adopted of the own profile (TP1): {', '.join(OWN)}"
    without = {"ask", "answer", "authorise", "transfer", "special", "danger"}
    assert {name for name, one in found.items() if lack in one.lacks} == without
    assert found["warn"].usable  # without identity
    adopt(real, "BE", shipped_profile(BE))
    found = {one.capability.name: one for one in capabilities.check(real["BE"].node, NOW)}
    assert all(found[name].usable for name in without)


def test_an_incomplete_node_drafts_and_sends_no_name(real: World):
    be = real["BE"]
    draft = cases.draft(be.node, asking("BE", "TR"), be[Role.OFFICER], NOW)
    (lacks,) = (g for g in draft.decision.grounds if g.rule == "R-PROFILE")
    assert lacks.article == f"profile of BE, not adopted: {'; '.join(OWN)}"
    cases.approve(be.node, draft.matter, be[Role.SUPERVISOR], NOW)
    with pytest.raises(OutOfOrder, match="R-PROFILE"):
        cases.send(be.node, draft.matter, be[Role.SPOC_DUTY], NOW)

    adopt(real, "BE", shipped_profile(BE))
    adopt(real, "BE", shipped_profile(TR))
    assert rules_of(cases.check(be.node, draft.matter, NOW)) == set()
    cases.send(be.node, draft.matter, be[Role.SPOC_DUTY], NOW)
    real.carry()
    assert states(real, draft.matter) == ("RECEIVED", "RECEIVED")


def test_an_incomplete_node_receives_and_releases_nothing_personal(real: World):
    be, tr = real["BE"], real["TR"]
    adopt(real, "TR", shipped_profile(TR))
    adopt(real, "TR", shipped_profile(BE))
    draft = cases.draft(tr.node, asking("TR", "BE"), tr[Role.OFFICER], NOW)
    cases.approve(tr.node, draft.matter, tr[Role.SUPERVISOR], NOW)
    cases.send(tr.node, draft.matter, tr[Role.SPOC_DUTY], NOW)
    real.carry()
    answers.accept(be.node, draft.matter, be[Role.SPOC_DUTY], NOW)
    known = replace(draft.request.subjects[0], minor=False, protection_from=frozenset(), open_case=False)
    offence = replace(SMUGGLING, punishable_here=True)
    found = Findings(subjects=(replace(known, identified=True),), offences=(offence,))
    weighing.find(be.node, draft.matter, found, be[Role.OFFICER], NOW)
    put(real, draft.matter, item("identity", DataCategory.DC_IDENTITY, "q1"))
    put(real, draft.matter, item("route", DataCategory.DC_NON_PERSONAL, "q1"))
    answers.submit(be.node, draft.matter, be[Role.OFFICER], NOW)
    held_back = answers.decide_answer(be.node, draft.matter, NOW).decision
    assert "R-PROFILE" in {g.rule for i in held_back.items if i.unit == "identity" for g in i.grounds}
    assert held_back.released_now == {"route"}
    ready = releases.prepare(be.node, draft.matter, be[Role.SPOC_DUTY], NOW)
    assert {p.label.item for p in ready.packages} == {"route"}


def test_an_incomplete_node_still_warns_without_identity(real: World):
    be, tr = real["BE"], real["TR"]
    person = suspect("Deniz Aral", "1980-05-04", "TR", SubjectStatus.PERSON_POSING_DANGER)
    known = replace(person, open_case=True, minor=False, protection_from=frozenset())
    matter = alerts.draft(be.node, warning("BE", "TR", person), be[Role.OFFICER], NOW)
    found = Findings(subjects=(known,), danger=DANGER)
    weighing.find(be.node, matter, found, be[Role.SPOC_DUTY], NOW)
    put(real, matter, WHO)
    put(real, matter, THREAT)
    alerts.approve(be.node, matter, be[Role.SUPERVISOR], NOW)
    ready = releases.prepare(be.node, matter, be[Role.SPOC_DUTY], NOW)
    alerts.issue(be.node, ready, be[Role.SPOC_DUTY], NOW)
    real.carry()
    alerts.acknowledge(tr.node, matter, tr[Role.SPOC_DUTY], NOW)
    opened = releases.read(tr.node, matter, tr[Role.OFFICER], NOW)
    assert [(one.item, one.plaintext) for one in opened] == [("threat", MARK)]


def test_an_incomplete_node_still_sends_a_consular_notice(real: World):
    be = real["BE"]
    draft = cases.draft(be.node, consular("BE", "TR"), be[Role.OFFICER], NOW)
    assert rules_of(draft.decision) == set()
    cases.approve(be.node, draft.matter, be[Role.SUPERVISOR], NOW)
    cases.send(be.node, draft.matter, be[Role.SPOC_DUTY], NOW)
    real.carry()
    assert held(real["TR"].node, draft.matter).last("request.send") is not None


# ── adopted by two ──────────────────────────────────────────────────────────────────────────────
def test_values_are_adopted_by_a_legal_officer_and_a_ministers_delegate(real: World):
    place, content = real["BE"], value("BE", "languages", '["nl"]')
    officer, delegate = place[Role.LEGAL_OFFICER], place[Role.MINISTER_DELEGATE]
    with pytest.raises(OutOfOrder):
        profiles.adopt(place.node, content, delegate, NOW)
    with pytest.raises(WrongRole):
        profiles.propose(place.node, content, delegate, NOW)
    profiles.propose(place.node, content, officer, NOW)
    with pytest.raises(OutOfOrder, match="on the same content first"):
        profiles.adopt(place.node, value("BE", "languages", '["fr"]'), delegate, NOW)
    assert _held(place, BE, "languages") == ("nl, fr, de", False)
    profiles.adopt(place.node, content, delegate, NOW)
    assert _held(place, BE, "languages") == ("nl", True)
    assert _held(place, BE, "led_applies") == ("yes", False)


def test_one_person_adopts_nothing_alone(real: World):
    from comity.demo.world import engage

    place, content = real["BE"], value("BE", "languages", '["nl"]')
    one = engage(place, Role.LEGAL_OFFICER, "BE/SPOC", NOW, name="be-both")
    both = engage(place, Role.MINISTER_DELEGATE, "BE/CENTRAL_AUTHORITY", NOW, name="be-both")
    profiles.propose(place.node, content, one, NOW)
    with pytest.raises(SamePersonTwice):
        profiles.adopt(place.node, content, both, NOW)


def test_a_later_value_takes_the_place_of_the_earlier_and_leaves_the_others(real: World):
    place = real["BE"]
    adopt(real, "BE", shipped_profile(BE))
    adopt(real, "BE", value("BE", "languages", '["nl"]'))
    assert _held(place, BE, "languages") == ("nl", True)
    assert _held(place, BE, "suspect_data_authoriser") == ("JUDGE", True)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"state = ", LawFileInvalid),
        (value("BE", "guillotine", "true"), LawFileInvalid),
        (value("BE", "asylum_secrecy", "false"), LawFileInvalid),
        (b'state = "BE"\n', BadInput),
        (b'world = "demonstration"\n', BadInput),
        (b"\xff", LawFileInvalid),
    ],
)
def test_refuses_what_is_no_profile_and_changes_nothing(real: World, content: bytes, error: type[Exception]):
    place = real["BE"]
    with pytest.raises(error):
        profiles.propose(place.node, content, place[Role.LEGAL_OFFICER], NOW)
    assert law_status(place.node, NOW).missing[0].fields == OWN


def test_a_decision_names_the_version_with_what_was_adopted(real: World):
    be = real["BE"]
    before = dict(cases.draft(be.node, consular("BE", "TR"), be[Role.OFFICER], NOW).decision.versions)
    adopt(real, "BE", value("BE", "languages", '["nl"]'))
    after = dict(cases.draft(be.node, consular("BE", "TR"), be[Role.OFFICER], NOW).decision.versions)
    assert before["profile/TR"] == after["profile/TR"]
    assert before["profile/BE"] != after["profile/BE"]
    assert after["profile/BE"].startswith(before["profile/BE"] + "+")


def _held(place, state: StateCode, field: str) -> tuple[str | None, bool]:
    seen = profiles.profile_view(place.node, state, NOW)
    (found,) = (f for f in seen.fields if f.field == field)
    return found.value, found.adopted


# ── declared ────────────────────────────────────────────────────────────────────────────────────
def test_what_a_partner_declares_stands_beside_our_assessment():
    with a_world() as world:
        ru, be = world["RU"], world["BE"]
        profiles.declare(ru.node, BE, ru[Role.LEGAL_OFFICER], world.now)
        world.carry()
        seen = profiles.profile_view(be.node, StateCode("RU"), world.now)
        told = {f.field: (f.value, f.declared, f.differs) for f in seen.fields}
        assert told["languages"] == ("ru", "ru", False)
        assert told["death_penalty"] == ("IN_LAW_MORATORIUM", "IN_LAW_MORATORIUM", False)
        assert not any(f.differs for f in seen.fields)
        assert seen.declared_version.startswith("declared-")
        assert profiles.profile_view(ru.node, BE, world.now).declared_version is None


def test_a_difference_on_what_the_gate_asks_goes_to_the_legal_officer_and_holds_the_answer():
    """BE assessed that Russian is accepted there; RU declares English: BE's answer waits, RU's does not."""
    with a_world() as world:
        ru, be = world["RU"], world["BE"]
        matter = taken(world)
        before = answers.decide_answer(be.node, matter, world.now).decision
        adopt(world, "RU", value("RU", "languages", '["en"]'))
        profiles.declare(ru.node, BE, ru[Role.LEGAL_OFFICER], world.now)
        world.carry()
        after = answers.decide_answer(be.node, matter, world.now).decision
        assert "R-PROFILE" not in rules_of(before)
        (ground,) = (g for g in after.grounds if g.rule == "R-PROFILE")
        assert (ground.outcome, ground.needs, ground.unit) == (Outcome.REFER, ("LEGAL_OFFICER",), "")
        assert not after.released_now

        # The assessment is not replaced: two persons of BE follow the partner, or do not.
        assert _held(be, StateCode("RU"), "languages") == ("ru", True)
        adopt(world, "BE", value("RU", "languages", '["en"]'))
        assert "R-PROFILE" not in rules_of(answers.decide_answer(be.node, matter, world.now).decision)


def test_a_difference_that_no_rule_asks_is_shown_and_holds_nothing():
    with a_world() as world:
        ru, be = world["RU"], world["BE"]
        matter = taken(world)
        before = answers.decide_answer(be.node, matter, world.now).decision
        adopt(world, "RU", value("RU", "threat_scale", '{ kind = "COLOURS", fewest = 5, most = 5 }'))
        profiles.declare(ru.node, BE, ru[Role.LEGAL_OFFICER], world.now)
        world.carry()
        seen = profiles.profile_view(be.node, StateCode("RU"), world.now)
        assert [(f.field, f.asked) for f in seen.fields if f.differs] == [("threat_scale", False)]
        after = answers.decide_answer(be.node, matter, world.now).decision
        assert (after.outcome, rules_of(after)) == (before.outcome, rules_of(before))


def test_a_newer_declaration_takes_the_place_of_the_older():
    with a_world() as world:
        ru, be = world["RU"], world["BE"]
        for text in ('["en"]', '["ru"]'):
            adopt(world, "RU", value("RU", "languages", text))
            profiles.declare(ru.node, BE, ru[Role.LEGAL_OFFICER], world.now)
            world.carry()
        seen = profiles.profile_view(be.node, StateCode("RU"), world.now)
        assert not any(f.differs for f in seen.fields)


def test_declares_only_what_was_adopted(real: World):
    be, tr = real["BE"], real["TR"]
    with pytest.raises(BadInput, match="BE has adopted no value"):
        profiles.declare(be.node, TR, be[Role.LEGAL_OFFICER], NOW)
    adopt(real, "BE", value("BE", "languages", '["nl"]'))
    profiles.declare(be.node, TR, be[Role.LEGAL_OFFICER], NOW)
    real.carry()
    seen = profiles.profile_view(tr.node, BE, NOW)
    assert {f.field: f.declared for f in seen.fields if f.declared} == {"languages": "nl"}


ROWS = write_values(parse_profiles({"p": value("RU", "languages", '["ru"]')}).shipped[StateCode("RU")])
SECRECY = write_values(parse_profiles({"p": value("RU", "asylum_secrecy", "true")}).shipped[StateCode("RU")])


@pytest.mark.parametrize(
    "said",
    [
        {"guillotine": ROWS["languages"]},
        {"languages": []},
        {"languages": ROWS["languages"] * 17},
        {"languages": [ROWS["languages"][0] | {"value": "ru"}]},
        {"languages": [ROWS["languages"][0] | {"adopted": True}]},
        {"languages": [ROWS["languages"][0] | {"valid_from": "yesterday"}]},
        {"asylum_secrecy": [SECRECY["asylum_secrecy"][0] | {"value": False}]},
        ["languages"],
    ],
)
def test_refuses_a_declaration_that_is_none_and_tells_the_partner(said: object):
    with a_world() as world:
        ru, be = world["RU"], world["BE"]
        deed = Deed(
            kind="profile.declare",
            matter=partnership.matter_of("RU", "BE"),
            by=ru[Role.LEGAL_OFFICER],
            to=BE,
            body={"profile": said},
            marks={"what": digest_hex(encode(said))},
        )
        perform(ru.node, deed, world.now)
        world.carry()
        pair = held(be.node, partnership.matter_of("RU", "BE"))
        assert "profile.declare" not in [a.kind for a in pair.acts]
        refused = pair.headers[pair.acts.index(pair.last("envelope.refuse"))]
        assert refused.marks["code"] == "malformed-message"
        assert profiles.profile_view(be.node, StateCode("RU"), world.now).declared_version is None


def test_refuses_a_declaration_under_another_digest():
    with a_world() as world:
        ru, be = world["RU"], world["BE"]
        deed = Deed(
            kind="profile.declare",
            matter=partnership.matter_of("RU", "BE"),
            by=ru[Role.LEGAL_OFFICER],
            to=BE,
            body={"profile": ROWS},
            marks={"what": digest_hex(b"another")},
        )
        perform(ru.node, deed, world.now)
        world.carry()
        assert profiles.profile_view(be.node, StateCode("RU"), world.now).declared_version is None


def test_a_declaration_outlives_a_restart_and_draws_no_answer():
    with a_world() as world:
        ru, be = world["RU"], world["BE"]
        profiles.declare(ru.node, BE, ru[Role.LEGAL_OFFICER], world.now)
        world.carry()
        pair = partnership.matter_of("RU", "BE")
        assert [a.kind for a in held(ru.node, pair).acts if a.received] == ["partner.join"]
        assert [a.kind for a in held(be.node, pair).acts if a.received][-1] == "profile.declare"


def test_a_release_is_kept_no_longer_than_the_own_profile_says():
    with a_world() as world:
        adopt(world, "BE", value("BE", "retention_days", "30"))
        matter = released(world)
        bound = releases.accepted_conditions(world["RU"].node, matter)
        assert bound.retention_until == world.now + timedelta(days=30)


def test_the_commands_of_a_real_node_say_which_values_are_missing(
    real: World, capsys: pytest.CaptureFixture[str]
):
    for words, said in (
        (("law", "status"), f"Profile of BE, not adopted (TP1): {', '.join(OWN)}"),
        (("law", "status"), f"Profile of TR, not adopted (TP1): {', '.join(ABROAD)}"),
        (("node", "check"), f"not adopted of the own profile (TP1): {', '.join(OWN)}"),
        (("partner", "profile", "TR"), f"Not adopted, and asked by the gate (TP1): {', '.join(ABROAD)}"),
    ):
        main([*words, "--home", str(real.folder / "BE")])
        assert said in capsys.readouterr().out


def test_what_a_partner_declares_tells_what_it_would_ask_of_a_draft():
    """C0-3: BE declares that its law asks nobody for a suspect's data; RU foresees no judge any more."""
    with a_world() as world:
        ru, be = world["RU"], world["BE"]
        matter = drafted(world)
        officer = ru[Role.OFFICER]
        before = compatibility.report(ru.node, matter, officer, world.now)
        adopt(world, "BE", value("BE", "suspect_data_authoriser", '"none"'))
        profiles.declare(be.node, StateCode("RU"), be[Role.LEGAL_OFFICER], world.now)
        world.carry()
        after = compatibility.report(ru.node, matter, officer, world.now)
        assert "R-JUDGE" in {one.rule for one in before.obstacles}
        assert "R-JUDGE" not in {one.rule for one in after.obstacles}
        told = {one.of: one.version for one in after.versions}
        assert "+declared-" in told["profile/BE"]
