"""The terms of an agreement: every field of the specification, each with its article, and what changes."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from comity.law.comparing import Change, Direction, compare_terms, compare_versions, pointer, unpointed
from comity.law.entry import entry_into_force
from comity.law.instruments import is_binding_with_safeguards
from comity.model.assurances import AssuranceKind
from comity.model.instruments import EnabledType, Instrument, Onward, Period, Safeguard, Terms, TypeLimits
from comity.model.requests import CrimeArea, DataCategory, Handling, Purpose, RequestType
from comity.model.terms import (
    AssuranceTerm,
    AssuranceTrigger,
    AuthorisationTerm,
    Calendar,
    EvidenceUse,
    IndexTerm,
    ListScreening,
    RefusalTerm,
    Side,
)
from law.sample import truth
from law.shipped import INSTRUMENTS, RELATIONS
from law.treaty import TREATY

NAMED_BY_SECTION_3_3 = {
    "crime_areas",
    "purposes",
    "request_types",
    "data_categories",
    "forbidden_categories",
    "authorities",
    "channels",
    "direct_contact",
    "copy_duty",
    "time_limits",
    "calendar",
    "languages",
    "translation_by",
    "handling_default",
    "evidence_use",
    "retention",
    "review_every",
    "onward_transfer",
    "refusal_grounds",
    "assurances",
    "authorisations",
    "safeguards",
    "hit_no_hit",
    "list_screening",
    "checkpoint_age_line",
    "checkpoint_age_file",
    "review_cadence",
    "committee",
    "costs",
    "dispute",
    "denunciation_notice",
}
OF_THE_INSTRUMENT = {"signed_on", "led61_grandfathered", "sa_authorised_on", "entry"}


def test_every_field_of_the_specification_is_a_typed_field():
    assert {f.name for f in fields(Terms)} >= NAMED_BY_SECTION_3_3
    assert {f.name for f in fields(Instrument)} >= OF_THE_INSTRUMENT


def test_what_is_absent_means_what_the_specification_says():
    absent = Terms()
    assert (absent.crime_areas, absent.request_types) == ({}, {})
    assert absent.onward_transfer is Onward.WITH_CONSENT
    assert absent.evidence_use is EvidenceUse.MLA_CONSENT
    assert (absent.checkpoint_age_line, absent.checkpoint_age_file) == (
        timedelta(hours=24),
        timedelta(days=14),
    )
    assert (absent.hit_no_hit, absent.list_screening) == (None, None)
    index = IndexTerm(article="1", classes=frozenset({"WANTED"}))
    assert (index.epoch_line, index.epoch_file) == (timedelta(days=7), timedelta(days=30))


EVERYTHING = Terms(
    crime_areas={CrimeArea.DRUGS: 12},
    purposes=frozenset({Purpose.INVESTIGATION}),
    request_types={RequestType.T02: EnabledType(article="art. 4")},
    data_categories=frozenset({DataCategory.DC_IDENTITY}),
    forbidden_categories=frozenset({DataCategory.DC_HEALTH}),
    authorities={"BE": frozenset({"SPOC"})},
    direct_contact=True,
    copy_duty="to the SPOC",
    time_limits={RequestType.T02: TypeLimits(urgent=timedelta(hours=8), extension=timedelta(days=5))},
    calendar=Calendar.WORKING_DAYS_OF_REQUESTED,
    languages=frozenset({"en"}),
    translation_by=Side.REQUESTED,
    handling_default=Handling.H2,
    evidence_use=EvidenceUse.ALLOWED,
    conditions=("PURPOSE_AND_CASE",),
    retention={DataCategory.DC_IDENTITY: timedelta(days=90)},
    retention_days=365,
    review_every=timedelta(days=365),
    onward_transfer=Onward.ALLOWED_TO,
    onward_to=frozenset({"NL"}),
    refusal_grounds={"R-POLIT": RefusalTerm(article="art. 5", mandatory=True)},
    assurances=(
        AssuranceTerm(
            kind=AssuranceKind.NO_DEATH_PENALTY,
            trigger=AssuranceTrigger.DEATH,
            giver="EXECUTIVE_DECIDER",
            monitoring="visits",
            article="art. 6",
        ),
    ),
    authorisations=(AuthorisationTerm(act="RELEASE", role="JUDGE", side=Side.REQUESTED, article="art. 7"),),
    duty_to_assist=frozenset({RequestType.T02}),
    safeguards={Safeguard.RIGHTS: "art. 8", Safeguard.REDRESS: "not applicable: no data of persons"},
    hit_no_hit=IndexTerm(article="art. 9", classes=frozenset({"WANTED"}), budgets={"WANTED": 100}),
    list_screening=ListScreening(
        article="art. 10", occasion="event", most_persons=50, delete_by=date(2026, 7, 1)
    ),
    checkpoint_age_line=timedelta(hours=12),
    checkpoint_age_file=timedelta(days=7),
    review_cadence=Period(months=24),
    committee="joint committee",
    costs="requested side",
    dispute="consultation",
    denunciation_notice=Period(months=6),
    read_in="fr",
)
POINTED = replace(
    EVERYTHING,
    channels=frozenset(),
    articles={f.name: f"art. {n}" for n, f in enumerate(fields(Terms), start=20)},
)


def test_every_term_points_to_its_article_and_language_version():
    assert unpointed(POINTED) == ()
    assert pointer(POINTED, "purposes") == "art. 21 (fr)"
    assert pointer(POINTED, "request_types", "T02") == "art. 4 (fr)"
    assert pointer(POINTED, "refusal_grounds", "R-POLIT") == "art. 5 (fr)"
    assert pointer(POINTED, "assurances", "NO_DEATH_PENALTY") == "art. 6 (fr)"
    assert pointer(POINTED, "authorisations", "RELEASE") == "art. 7 (fr)"
    assert pointer(POINTED, "safeguards", "RIGHTS") == "art. 8 (fr)"
    assert pointer(POINTED, "hit_no_hit") == "art. 9 (fr)"
    assert pointer(POINTED, "list_screening") == "art. 10 (fr)"


def test_a_pointer_names_no_language_that_was_not_read_and_none_without_an_article():
    assert pointer(replace(POINTED, read_in=""), "purposes") == "art. 21"
    assert pointer(replace(POINTED, articles={}), "purposes") == ""


@pytest.mark.parametrize("name", sorted(NAMED_BY_SECTION_3_3 - {"channels"}))
def test_a_term_without_its_article_is_found(name):
    articles = {n: a for n, a in POINTED.articles.items() if n != name}
    own = {"request_types", "refusal_grounds", "assurances", "authorisations", "safeguards"}
    own |= {"hit_no_hit", "list_screening"}
    assert unpointed(replace(POINTED, articles=articles)) == (() if name in own else (name,))


def test_terms_read_in_no_language_version_are_found():
    assert unpointed(replace(POINTED, read_in="")) == ("read_in",)


def test_no_terms_point_nowhere():
    assert unpointed(Terms()) == ()


# ── terms that the gate reads ───────────────────────────────────────────────────────────────────
def screening(most):
    term = ListScreening(article="1", occasion="c", most_persons=most, delete_by=date(2026, 7, 1))
    return Terms(request_types={RequestType.T01: EnabledType(article="1")}, list_screening=term)


def test_a_list_is_screened_up_to_the_number_that_the_text_names():
    from law.sample import SUBJECT, WEIGHING, asked
    from law.sample import TREATY as SAMPLE

    two = asked(type=RequestType.T01, subjects=(SUBJECT, replace(SUBJECT, label="u")))
    for most, expected in ((1, True), (2, False)):
        text = replace(SAMPLE, terms=screening(most))
        assert (
            truth("bulk.more_than_supported", replace(WEIGHING, instruments=(text,), request=two)) is expected
        )


# ── an amendment (I6) ───────────────────────────────────────────────────────────────────────────
def changes(**later):
    return compare_terms(POINTED, replace(POINTED, **later))


def test_the_same_terms_show_no_change():
    assert compare_terms(POINTED, POINTED) == ()


def test_shows_what_changes_with_the_article():
    (change,) = changes(crime_areas={CrimeArea.DRUGS: 48})
    assert change == Change(
        term="crime_areas",
        entry="DRUGS",
        before="12",
        after="48",
        article="art. 20 (fr)",
        direction=Direction.STRICTER,
    )


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ({"crime_areas": {CrimeArea.DRUGS: 6}}, [("crime_areas", "DRUGS", "12", "6", "LOOSER")]),
        ({"crime_areas": {}}, [("crime_areas", "DRUGS", "12", None, "STRICTER")]),
        (
            {"data_categories": frozenset({DataCategory.DC_DNA})},
            [
                ("data_categories", "DC_DNA", None, "DC_DNA", "LOOSER"),
                ("data_categories", "DC_IDENTITY", "DC_IDENTITY", None, "STRICTER"),
            ],
        ),
        (
            {"forbidden_categories": frozenset()},
            [("forbidden_categories", "DC_HEALTH", "DC_HEALTH", None, "LOOSER")],
        ),
        ({"handling_default": Handling.H1}, [("handling_default", "", "H2", "H1", "LOOSER")]),
        ({"handling_default": Handling.H3}, [("handling_default", "", "H2", "H3", "STRICTER")]),
        (
            {"onward_transfer": Onward.FORBIDDEN},
            [("onward_transfer", "", "ALLOWED_TO", "FORBIDDEN", "STRICTER")],
        ),
        (
            {"evidence_use": EvidenceUse.MLA_CONSENT},
            [("evidence_use", "", "ALLOWED", "MLA_CONSENT", "STRICTER")],
        ),
        (
            {"retention": {DataCategory.DC_IDENTITY: timedelta(days=180)}},
            [("retention", "DC_IDENTITY", "90 d", "180 d", "LOOSER")],
        ),
        ({"retention_days": 30}, [("retention_days", "", "365", "30", "STRICTER")]),
        ({"retention_days": None}, [("retention_days", "", "365", None, "LOOSER")]),
        (
            {"checkpoint_age_line": timedelta(hours=1)},
            [("checkpoint_age_line", "", "12 h", "1 h", "STRICTER")],
        ),
        (
            {"safeguards": {Safeguard.RIGHTS: "art. 8"}},
            [("safeguards", "REDRESS", "not applicable: no data of persons", None, "LOOSER")],
        ),
        ({"costs": "each side"}, [("costs", "", "requested side", "each side", "OTHER")]),
        ({"direct_contact": False}, [("direct_contact", "", "yes", "no", "OTHER")]),
        (
            {"request_types": {RequestType.T02: EnabledType(article="art. 4", sender="BE")}},
            [("request_types", "T02", "article art. 4", "article art. 4, sender BE", "OTHER")],
        ),
        (
            {"authorities": {"BE": frozenset({"SPOC", "COURT"})}},
            [("authorities", "BE", "SPOC", "COURT, SPOC", "OTHER")],
        ),
        (
            {"forbidden_categories": frozenset({DataCategory.DC_HEALTH, DataCategory.DC_DNA})},
            [("forbidden_categories", "DC_DNA", None, "DC_DNA", "STRICTER")],
        ),
        (
            {"refusal_grounds": {"R-POLIT": RefusalTerm(article="art. 5", mandatory=False)}},
            [("refusal_grounds", "R-POLIT", "article art. 5, mandatory yes", "article art. 5", "OTHER")],
        ),
        ({"list_screening": None}, "STRICTER"),
        ({"assurances": ()}, "LOOSER"),
    ],
)
def test_says_of_each_change_whether_it_protects_more_or_less(later, expected):
    found = changes(**later)
    if isinstance(expected, str):
        assert [c.direction for c in found] == [expected]
    else:
        assert [(c.term, c.entry, c.before, c.after, c.direction) for c in found] == expected


def test_what_is_new_is_told_with_its_new_article_and_what_is_gone_with_the_old():
    """Each type names its own article, which one version alone may have."""
    old = replace(POINTED, articles={})
    new = replace(old, request_types={RequestType.T04: EnabledType(article="art. 12")})
    (gone, added) = compare_terms(old, new)
    assert (gone.entry, gone.after, gone.article) == ("T02", None, "art. 4 (fr)")
    assert (added.entry, added.before, added.article) == ("T04", None, "art. 12 (fr)")
    (moved,) = compare_terms(
        old, replace(old, request_types={RequestType.T02: EnabledType(article="art. 13")})
    )
    assert moved.article == "art. 13 (fr)"


def test_what_an_entry_leaves_empty_is_not_written():
    (given,) = POINTED.assurances
    (change,) = changes(assurances=(replace(given, monitoring=""),))
    assert (change.before, change.after) == (
        "kind NO_DEATH_PENALTY, trigger R-DEATH, giver EXECUTIVE_DECIDER, monitoring visits, article art. 6",
        "kind NO_DEATH_PENALTY, trigger R-DEATH, giver EXECUTIVE_DECIDER, article art. 6",
    )


def test_a_value_that_is_empty_on_one_side_is_told_as_none():
    (costs,) = changes(costs="")
    assert (costs.before, costs.after) == ("requested side", None)


def test_a_safeguard_without_an_article_points_nowhere():
    assert pointer(POINTED, "safeguards", "SECURITY") == ""


def test_compares_two_versions_of_one_agreement():
    second = replace(TREATY, version="2", terms=replace(TREATY.terms, retention_days=10))
    (change,) = compare_versions((TREATY, second), "t", "1", "2")
    assert (change.term, change.before, change.after) == ("retention_days", None, "10")
    with pytest.raises(KeyError):
        compare_versions((TREATY,), "t", "1", "3")


# ── what ships (domain.md 6) ────────────────────────────────────────────────────────────────────
MARK = "illustrative, not legal advice"
LABELS = {f"{i.id}/{i.version}": i for i in INSTRUMENTS}


@pytest.mark.parametrize("label", sorted(LABELS))
def test_every_shipped_value_says_where_it_is_from_and_that_it_is_no_advice(label):
    instrument = LABELS[label]
    assert instrument.note == MARK
    values = [f.name for f in fields(Instrument)] + [f"terms.{f.name}" for f in fields(Terms)]
    assert set(instrument.sources) <= set(values)
    for name in values:
        found = instrument.provenance(name)
        assert found.source
        assert date(2026, 11, 1) <= found.checked_on <= date(2026, 12, 31)
        assert found.confidence in {"stated", "verify", "fictional"}


def test_every_shipped_decision_on_a_relation_is_marked_too():
    assert {(r.note, bool(r.source)) for r in RELATIONS} == {(MARK, True)}


@pytest.mark.parametrize("label", sorted(LABELS))
def test_every_shipped_term_points_to_its_article(label):
    assert unpointed(LABELS[label].terms) == ()


@pytest.mark.source("C1-23", "C2-11", "C2-12", "C3-1")
def test_ships_the_dyads_of_the_specification():
    found = {i.id: (i.kind, i.signed_on, entry_into_force(i)) for i in INSTRUMENTS if not i.fictional}
    assert found == {
        "be-cn-extradition": ("TREATY_BILATERAL", date(2016, 10, 31), date(2020, 12, 26)),
        "be-cn-mla": ("TREATY_BILATERAL", date(2014, 3, 31), date(2016, 4, 22)),
        "be-cn-transfer": ("TREATY_BILATERAL", date(2016, 10, 31), None),
        "be-ma-liaison-magistrate": ("EXCHANGE_OF_NOTES", None, None),
        "be-ma-organised-crime": ("TREATY_BILATERAL", date(2014, 2, 18), None),
        "be-ru-police-contacts": ("AGENCY_PROGRAMME", None, None),
        "be-tr-ministerial-1": ("JOINT_STATEMENT", None, None),
        "be-tr-ministerial-2": ("JOINT_STATEMENT", None, None),
        "be-tr-ministerial-3": ("JOINT_STATEMENT", date(2016, 3, 10), date(2016, 3, 10)),
        "be-vn-extradition": ("TREATY_BILATERAL", None, None),
        "be-vn-migration-mou": ("MOU", date(2009, 1, 15), date(2009, 1, 15)),
        "be-vn-transfer": ("TREATY_BILATERAL", None, None),
        "by-cn-prosecutors-programme": ("AGENCY_PROGRAMME", date(2017, 4, 9), date(2017, 4, 9)),
        "ece": ("TREATY_MULTILATERAL", date(1957, 12, 13), date(2000, 3, 9)),
        "eu-by-readmission": ("EU_AGREEMENT", date(2020, 1, 8), date(2020, 7, 1)),
        "eu-tr-readmission": ("EU_AGREEMENT", date(2013, 12, 16), date(2014, 10, 1)),
        "terrorist-bombings": ("TREATY_MULTILATERAL", date(1997, 12, 15), date(2014, 2, 8)),
        "untoc": ("TREATY_MULTILATERAL", date(2000, 12, 12), date(2012, 7, 8)),
    }


@pytest.mark.parametrize(
    ("label", "between", "expected"),
    [
        ("ece", ("BE", "TR"), date(1997, 11, 27)),
        ("ece", ("BE", "RU"), date(2000, 3, 9)),
        ("ece", ("RU", "TR"), date(2000, 3, 9)),
        ("untoc", ("BE", "VN"), date(2012, 7, 8)),
        ("untoc", ("BE", "RU"), date(2004, 9, 10)),
        ("untoc", ("CN", "MA"), date(2003, 10, 23)),
    ],
)
def test_computes_when_a_shipped_text_of_many_began_between_two(label, between, expected):
    (instrument,) = (i for i in INSTRUMENTS if i.id == label)
    assert entry_into_force(instrument, between) == expected


@pytest.mark.source("C3-6")
def test_a_shipped_agreement_without_all_safeguards_opens_no_transfer():
    complete = {i.id for i in INSTRUMENTS if is_binding_with_safeguards(i)}
    pairs = ("be-by", "be-cn", "be-ma", "be-ru", "be-tr", "be-vn", "by-cn", "by-ru")
    assert complete == {f"demo-{pair}" for pair in pairs}
