"""The shipped law is proved for all facts; a law that is broken on purpose is refuted by a situation."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comity.law import establish, parse_rules
from comity.law.conditions import AnyOf, Named, compile_condition
from comity.law.naming import bits, vocabulary
from comity.law.national import FIELDS
from comity.law.proving import CONDITIONS, Weigher, all_of, any_of, up_to
from comity.law.reads import readers_of, reads
from comity.law.theorems import NEVER_OF_A_WARNING, NEVER_OF_NOBODY, prove
from comity.model.decisions import Moment
from comity.model.parties import StateCode
from comity.model.requests import Subject
from law.shipped import PROFILES, ROOM, RULES, files, situations

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
SITUATIONS = situations()


def refuted(rulebook, theorem, **how):
    """Return the situation that refutes one theorem of a rulebook, held against the shipped law."""
    proofs = prove(rulebook, PROFILES, SINCE, reference=RULES, only=(theorem,), **how)
    (proof,) = proofs
    assert not proof.holds
    return proof.counterexample


def edited(file, old, new):
    """Return the shipped rules with one passage of one file written otherwise."""
    rules = files(ROOM / "rules")
    text = rules[file].decode()
    assert text.count(old) == 1
    return parse_rules({**rules, file: text.replace(old, new).encode()})


def past_the_parser(rule, other):
    """Return the shipped rules, of one of which the first clause speaks in another case too.

    A file that weighed nationality in such a rule would be refused (law/floors.py).
    """
    (found,) = (r for r in RULES.rules if r.id == rule)
    first, *others = found.clauses
    when = AnyOf((other, first.when))
    clause = replace(first, when=when, conjuncts=compile_condition(when, bits()))
    changed = replace(found, clauses=(clause, *others))
    return replace(RULES, rules=tuple(changed if r.id == rule else r for r in RULES.rules))


def without(rule):
    return replace(RULES, rules=tuple(r for r in RULES.rules if r.id != rule))


@pytest.mark.slow
@pytest.mark.parametrize("theorems", ["abkw", *(pytest.param(one, marks=pytest.mark.full) for one in "cd")])
def test_every_theorem_of_the_shipped_law_holds_for_all_facts_and_profiles(theorems):
    """(c) and (d) take the prover longest; `test_theorems` draws cases of them in every run."""
    proofs = {proof.theorem: proof.counterexample for proof in prove(RULES, PROFILES, SINCE, only=theorems)}
    assert proofs == dict.fromkeys(theorems)


# ── a law that is broken on purpose ─────────────────────────────────────────────────────────────
def test_shows_a_suspect_s_item_that_leaves_where_r_judge_was_dropped():
    found = refuted(without("R-JUDGE"), "a")
    (item,) = (unit for unit in found.facts if unit.startswith("i"))
    assert found.facts[item]["item.from_open_case"] == "TRUE"
    assert found.facts["message"]["moment.releasing"] == "TRUE"
    assert "moment.using" not in found.facts["message"]
    assert found.decides[item] == "PERMIT"
    assert found.grants == {}


@pytest.mark.parametrize(
    "dropped",
    [
        pytest.param('"REVIEW({urgency_reviewer},{urgency_hours}h)", ', marks=pytest.mark.full),
        pytest.param(' "REVIEW(DPO,7d)",', marks=pytest.mark.full),
        ' "RECALL_IF_NOT_CONFIRMED",',
    ],
)
def test_shows_an_urgent_release_that_nobody_reviews_or_recalls(dropped):
    found = refuted(edited("danger.toml", dropped, ""), "a")
    (item,) = (unit for unit in found.facts if unit.startswith("i"))
    assert found.facts[item]["item.released_by_tp2"] == "TRUE"
    assert found.decides[item] == "PERMIT_WITH_CONDITIONS"


@pytest.mark.full
def test_shows_an_urgent_release_that_goes_on_although_nobody_confirmed_it():
    kept = 'scope = "message"\neffect = "M"\nlevel = "N1"\narticle = "{urgency_article}"'
    found = refuted(edited("danger.toml", kept, kept.replace('"M"', '"C"')), "a")
    assert found.facts["message"]["danger.release_not_confirmed"] == "TRUE"
    (item,) = (unit for unit in found.facts if unit.startswith("i"))
    assert found.facts[item]["item.released_by_tp2"] == "TRUE"


def test_shows_tainted_evidence_that_a_supervisor_lets_go():
    absolute = 'effect = "M"\nlevel = "N0"\narticle = "CAT art. 15"'
    curable = 'effect = "A"\nlevel = "N3"\narticle = "CAT art. 15"\nneeds = ["SUPERVISOR"]'
    waived = edited("items.toml", absolute, curable)
    found = refuted(waived, "b")
    (item,) = (unit for unit in found.facts if unit.startswith("i"))
    assert found.facts[item]["item.tainted"] == "TRUE"
    assert found.grants == {"SUPERVISOR": (item,)}
    assert found.decides[item] == "PERMIT_WITH_CONDITIONS"


def test_shows_what_a_tainted_warning_tells_of_a_person_where_more_than_the_bare_one_goes():
    strict = '"item.tainted", { not = "item.bare_warning" }]'
    weaker = edited("items.toml", strict, '"item.tainted", { not = "message.danger_to_life" }]')
    found = refuted(weaker, "b")
    (item,) = (unit for unit in found.facts if unit.startswith("i"))
    assert found.facts[item] == {"item.tainted": "TRUE"}
    assert found.facts["message"]["message.danger_to_life"] == "TRUE"


def test_shows_a_bare_warning_that_a_closed_system_holds_back():
    spared = '"item.from_closed_system", { not = "item.bare_warning" }]'
    shut = edited("items.toml", spared, '"item.from_closed_system"]')
    found = refuted(shut, "w")
    (item,) = (unit for unit in found.facts if unit.startswith("i"))
    assert found.facts[item]["item.from_closed_system"] != "FALSE"
    assert found.because == ("R-PROV",)


@pytest.mark.full
def test_shows_a_return_into_danger_where_the_rule_asks_for_one_fact_more():
    weaker = edited(
        "moving.toml",
        '"return.real_risk", { not = "subjects.one_protected_from_partner" }]',
        '"return.real_risk", "court.hold", { not = "subjects.one_protected_from_partner" }]',
    )
    found = refuted(weaker, "b")
    assert found.facts["message"]["return.real_risk"] == "TRUE"
    assert "court.hold" not in found.facts["message"]


@pytest.mark.full
def test_shows_two_persons_told_apart_by_nationality():
    found = refuted(past_the_parser("R-NECESS", Named("subjects.own_national")), "d")
    assert found.beside == ("with another nationality, subjects.own_national of message is another",)


@pytest.mark.full
def test_shows_a_warning_that_waits_for_one_nationality():
    held = '"subjects.own_national", { not = "own.extradites_nationals" },\n'
    tried = '  { not = "message.to_serve_a_sentence" }'
    surrender = f'"message.surrender_asked_here", {held}{tried}'
    found = refuted(edited("moving.toml", surrender, f'"type.T06", {held}{tried}'), "d")
    assert found.facts["message"]["type.T06"] == "TRUE"
    assert found.beside == ("with another nationality, subjects.own_national of message is another",)


class Trusting(Weigher):
    """A gate that takes UNKNOWN for no."""

    def unsure(self, voice):
        return up_to(CONDITIONS, False)


class Lax(Weigher):
    """A gate in which an order for one item with a need is an order for all of them."""

    def _is_granted(self, need):
        roles = need.split(" or ")
        given = [grant for grant in self.symbols.grants if grant.role in roles]
        asking = [(any_of(*asks), unit) for unit, asks in self.named[need].items()]
        return any_of(*(all_of(asks, grant.covers[unit]) for grant in given for asks, unit in asking))


def test_shows_what_passes_a_gate_that_takes_unknown_for_no():
    found = refuted(RULES, "k", weigher=Trusting)
    assert "UNKNOWN" in {value for facts in found.facts.values() for value in facts.values()}
    assert refuted(RULES, "a", weigher=Trusting)


@pytest.mark.full
def test_shows_what_one_more_rule_frees_in_a_gate_that_stretches_orders():
    found = refuted(RULES, "c", weigher=Lax)
    assert all(text.startswith("one more rule: A(") for text in found.beside)
    assert found.beside
    assert found.grants


def test_a_situation_is_told_in_words():
    found = refuted(without("R-TAINT"), "b")
    (item,) = (unit for unit in found.facts if unit.startswith("i"))
    tainted = "item.tainted is TRUE (the item was obtained by torture or ill-treatment (CAT 15))"
    assert f"{item}: {tainted}" in found.lines()
    assert found.lines()[-1] == f"decided: message PERMIT, {item} PERMIT"


@pytest.mark.full
def test_a_draft_is_asked_of_the_days_on_which_its_rules_change():
    later = edited(
        "persons.toml",
        'releasing side; Directive (EU) 2023/977 art. 9 (pattern)"\n',
        'releasing side; Directive (EU) 2023/977 art. 9 (pattern)"\nvalid_to = 2030-12-31\n',
    )
    (proof,) = prove(later, PROFILES, SINCE, only=("a",))
    assert proof.counterexample.on.date().isoformat() == "2031-01-01"


# ── what is taken for granted of facts ──────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def weighings():
    """Every situation of the cases, under profiles adopted, not adopted and of the demonstration."""
    found = [situation.weighing for situation in SITUATIONS]
    for weighing in tuple(found):
        for adopted in (frozenset(), frozenset(FIELDS)):
            found.append(replace(weighing, own=PROFILES.profile(weighing.own.state, adopted=adopted)))
    return found


@pytest.mark.full
def test_a_message_has_exactly_one_type(weighings):
    types = [name for name in vocabulary() if name.startswith("type.")]
    for weighing in weighings:
        truths = [establish(weighing).message.truth(name) for name in types]
        assert sorted(truths) == [False] * (len(types) - 1) + [True]


def test_surrender_is_asked_by_extradition_and_provisional_arrest_alone(weighings):
    asked = set()
    for message in (establish(weighing).message for weighing in weighings):
        truth = message.truth("message.surrender_asked_here")
        assert truth is not None
        if truth:
            asked |= {name for name in vocabulary() if name.startswith("type.") and message.truth(name)}
    assert asked == {"type.T10", "type.T11"}


def test_a_message_is_weighed_at_one_moment(weighings):
    names = ("moment.using", "moment.asking", "moment.passing_on", "moment.releasing")
    for weighing in weighings[:: len(Moment)]:
        for moment in Moment:
            message = establish(replace(weighing, moment=moment)).message
            using, asking, passing_on, releasing = map(message.truth, names)
            assert None not in (using, asking, passing_on, releasing)
            assert using + asking + passing_on <= 1
            assert not (using and releasing)
            assert releasing or not passing_on


def test_what_is_drawn_from_a_person_s_case_says_something_of_a_person(weighings):
    for facts in map(establish, weighings):
        without = facts.message.truth("message.without_personal_data")
        assert without is not None
        for item in facts.items:
            personal = item.truth("item.personal")
            assert personal is not None
            assert personal or item.truth("item.from_open_case") is False
            assert not (without and personal)


def test_the_bare_warning_is_one_of_danger_and_speaks_of_nobody(weighings):
    warned = 0
    for facts in map(establish, weighings):
        for item in facts.items:
            if item.truth("item.bare_warning") is False:
                continue
            warned += 1
            assert item.truth("item.personal") is False
            assert {item.truth(name) for name in NEVER_OF_NOBODY} == {False}
            if item.truth("item.bare_warning"):
                assert facts.message.truth("message.danger_to_life") is True
                assert item.truth("item.exculpatory_or_life_saving") is True
            if item.truth("item.bare_warning") and facts.moment in (Moment.G1, Moment.G3):
                assert {facts.message.truth(name) for name in NEVER_OF_A_WARNING} == {False}
    assert warned


def test_what_the_urgency_path_carries_meets_its_conditions(weighings):
    items = [item for weighing in weighings for item in establish(weighing).items]
    carried = [item for item in items if item.truth("item.released_by_tp2")]
    assert carried
    assert all(item.truth("item.danger_conditions_met") for item in carried)


def test_the_profile_that_names_an_authoriser_says_so(weighings):
    expected = {"UNKNOWN": None, "none": False}
    for weighing in weighings:
        message = establish(weighing).message
        named = message.names["suspect_data_authoriser"]
        assert message.truth("own.names_suspect_data_authoriser") is expected.get(named, True)


# ── what facts read ─────────────────────────────────────────────────────────────────────────────
def test_the_facts_that_read_nationality_are_found_in_their_code():
    assert {"subjects.own_national", "item.former_claim_to_origin"} <= readers_of("nationalities")
    assert "item.personal" not in readers_of("nationalities")
    assert "protection_from" in reads("item.released_by_tp2")


class Watched(Subject):
    """A subject that notes when somebody reads its nationalities."""

    seen = False

    @property
    def nationalities(self):
        type(self).seen = True
        return frozenset({StateCode("BE"), StateCode("TR")})

    @nationalities.setter
    def nationalities(self, _):
        pass


def test_no_other_fact_reads_nationality_when_it_is_read_from_a_weighing(weighings):
    from comity.law.view import View

    readers = set()
    for weighing in weighings:
        subjects = [
            Watched(**{f: getattr(s, f) for f in s.__dataclass_fields__}) for s in weighing.request.subjects
        ]
        view = View(replace(weighing, request=replace(weighing.request, subjects=tuple(subjects))))
        about = {"message": [()], "offence": [(o,) for o in weighing.request.offences]}
        about["item"] = [(i,) for i in weighing.items]
        for name, fact in vocabulary().items():
            for what in about[fact.scope]:
                Watched.seen = False
                fact.read(view, *what)
                readers |= {name} if Watched.seen else set()
    assert readers
    assert readers <= readers_of("nationalities")


def test_nothing_in_the_law_reads_by_a_computed_name():
    sources = [*(ROOM / "named").glob("*.py"), ROOM / "view.py", ROOM / "clocks.py", ROOM / "instruments.py"]
    assert [s.name for s in sources if "getattr(" in s.read_text() or "__dict__" in s.read_text()] == []
