"""One lawful exchange and everything beside it, by commands alone on two homes: what each of them said."""

from typing import Any

import pytest

from cli.homes import STAFF, Homes, copy, environment, leaves
from cli.story import MARK, Story, play


@pytest.fixture(scope="module")
def story(founded: Homes, tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        environment(patch)
        story = Story(copy(founded, tmp_path_factory.mktemp("story") / "homes", patch))
        play(story)
        yield story


def kinds(shown: dict[str, Any]) -> list[str]:
    return [act["kind"] for act in shown["acts"]]


# ── the law ─────────────────────────────────────────────────────────────────────────────────────
def test_the_law_is_proved_and_does_not_differ_from_itself(story: Story):
    assert story.said["proved"]["holds"] is True
    assert (story.said["differs"]["situations"], story.said["differs"]["by_rules"]) == ([], [])


@pytest.mark.source("C2-11")
def test_a_draft_without_case_facts_would_have_held_them_back(story: Story):
    found = story.said["backtest"]
    last = [shift for shift in found["shifts"] if (shift["type"], shift["moment"]) == ("T02", "G3")]
    assert {(s["before"], s["after"], *s["rules"]) for s in last} == {
        ("PERMIT_WITH_CONDITIONS", "PERMIT_WITH_CONDITIONS", "R-SCOPE")
    }


# ── the exchange ────────────────────────────────────────────────────────────────────────────────
NOTHING_TO_REPORT = {"case report", "alert report"}
"""Commands on a release that turned out to have no basis: see `stories/test_regate.py`."""
ON_TRAVEL = {"case check", "case put-document", "case crossings", "case put-crossings"} | {
    *("register documents", "register crossings"),
}
"""Commands on documents and crossings: see `test_travel.py`."""
ON_FILES = {"documents mrz", "documents chip", "documents trust import", "documents trust list"} | {
    *("match keys", "match score", "match table"),
}
"""Commands that need no node, with tests of their own."""

ON_LISTS = {"match search", "match bulk", "match propose", "match export"}
"""Commands on lists of persons: see `test_match_lists.py`."""


ON_ASSURANCES = {f"assurance {verb}" for verb in ("list", "examine", "propose", "accept", "move", "report")}
"""Commands on what a partner promises: see `test_assurances.py`."""

LEFT = NOTHING_TO_REPORT | ON_TRAVEL | ON_FILES | ON_LISTS | ON_ASSURANCES


def test_every_command_answers_with_one_json_document(story: Story):
    assert story.homes.ran == {name for name, _ in leaves()} - {"demo", "serve"} - LEFT


def test_a_request_and_its_receipt_go_on_foot_where_there_is_no_line(story: Story):
    parcel, brought, back = (story.said[s] for s in ("parcel", "brought", "brought back"))
    assert (parcel["envelopes"], parcel["waiting"]) == (1, 1)
    assert (brought["kind"], brought["from"], brought["receipts"]) == ("envelopes", "RU", 1)
    assert (back["kind"], back["from"], back["taken"]) == ("receipts", "BE", 1)


@pytest.mark.source("C2-4")
def test_a_request_is_permitted_before_it_leaves(story: Story):
    assert (story.said["open"]["moment"], story.said["open"]["outcome"]) == ("G1", "PERMIT")
    assert (story.said["take"]["moment"], story.said["take"]["outcome"]) == ("G2", "PERMIT")


@pytest.mark.source("C0-5")
def test_an_answer_about_a_suspect_needs_the_judge_and_the_legal_officer(story: Story):
    decided = story.said["decide"]
    assert (decided["moment"], decided["outcome"]) == ("G3", "NEEDS_AUTHORISATION")
    assert decided["authorisers"] == ["JUDGE", "LEGAL_OFFICER"]
    assert decided["released"] == []
    assert story.said["queue"]["orders"][0]["needs"] == ["JUDGE", "LEGAL_OFFICER"]


def test_nothing_leaves_before_the_orders_nor_opens_before_the_conditions(story: Story):
    assert "the law asks: JUDGE, LEGAL_OFFICER" in story.said["too early"]["order-required"]
    assert "`comity case agree`" in story.said["closed"]["not-accepted"]


def test_the_judge_and_the_recipient_read_the_same_items(story: Story):
    assert [i["text"] for i in story.said["judge sees"]["items"]] == ["Arkady Velin", MARK]
    assert [i["text"] for i in story.said["read"]["items"]] == ["Arkady Velin", MARK]


def test_an_order_covers_what_the_judge_was_shown_for_as_long_as_the_judge_said(story: Story):
    assert story.said["order"]["items"] == ["i1", "i2"]
    assert story.said["order"]["valid_until"] == "2019-11-10T09:00:00Z"


def test_conditions_travel_with_the_release(story: Story):
    bound = story.said["conditions"]["conditions"]
    assert (bound["purpose"], bound["case_ref"]) == ("INVESTIGATION", "V-2019-771")


def test_both_sides_see_the_same_shared_acts_and_the_same_end(story: Story):
    ends = [story.said[f"show {state}"] for state in ("RU", "BE")]
    assert [end["shared"] for end in ends] == ["CLOSED", "CLOSED"]
    shared = [[a["act"] for a in end["acts"] if a["shared"]] for end in ends]
    assert shared[0] == shared[1]


def test_a_partners_declared_profile_stands_beside_ours(story: Story):
    assert (story.said["adopted"]["kind"], story.said["declared"]["kind"]) == (
        "value.adopt",
        "profile.declare",
    )
    seen = story.said["profile"]
    told = {f["field"]: (f["value"], f["declared"], f["differs"]) for f in seen["fields"]}
    assert told["death_penalty"] == ("IN_LAW_MORATORIUM", "IN_LAW_MORATORIUM", False)
    assert seen["missing"] == []
    assert "death_penalty" in story.lines["profile"]


def test_own_acts_stay_at_home(story: Story):
    assert "order.grant" in kinds(story.said["show BE"])
    assert "order.grant" not in kinds(story.said["show RU"])
    assert "request.approve" not in kinds(story.said["show BE"])


def test_a_timeline_shows_who_did_what_and_never_content(story: Story):
    for state in ("RU", "BE"):
        lines = story.lines[f"show {state}"]
        assert "be-duty" in lines
        assert "reply.full" in lines
        assert MARK not in lines
        assert "Velin" not in lines


def test_the_law_explains_itself_in_two_languages(story: Story):
    assert any("the judge" in line or "R-JUDGE" in line for line in story.said["why en"]["lines"])
    assert any("ordonnance" in line for line in story.said["why fr"]["lines"])
    assert story.said["why en"]["moment"] == story.said["why fr"]["moment"] == "G3"
    assert {"R-JUDGE", "R-ASYLUM", "5.4"} <= {rule["rule"] for rule in story.said["why en"]["rules"]}
    assert "item.from_open_case" in {fact["fact"] for fact in story.said["why en"]["facts"]}
    assert story.said["why en"]["whole"] is True


def test_a_french_explanation_holds_no_english_around_it(story: Story):
    said = story.lines["needed fr"].splitlines()
    assert " · G3 le 2019-10-31 · NEEDS_AUTHORISATION" in said[0]
    assert said[1] == "  demande l'accord : le juge, le juriste"
    assert "  manque pour i1, i2 : le juge, le juriste" in said
    there = story.lines["there fr"].splitlines()
    assert there[0].endswith(" auprès de BE · issue probable : REFER")
    assert any(line.startswith("  ? q1, q2 : demande l'accord : le juge") for line in there)
    assert there[-1] == "  ? dépend de ce que seul le partenaire sait"


@pytest.mark.source("C0-3")
def test_a_warning_is_held_against_the_partners_law_before_it_leaves(story: Story):
    there = story.said["received there"]
    assert there["partner"] == "RU"
    assert [(o["rule"], o["depends"], o["units"]) for o in there["obstacles"]] == [
        ("R-TAINT", True, ["who", "danger"])
    ]


@pytest.mark.source("C0-3")
def test_a_draft_is_held_against_the_partners_law_before_it_leaves(story: Story):
    there = story.said["there"]
    assert there["partner"] == "BE"
    assert {o["rule"]: o["needs"] for o in there["obstacles"] if not o["depends"]}["R-XFER"] == [
        "LEGAL_OFFICER"
    ]
    assert "This is our own assessment of the law of BE" in story.lines["there"]
    assert (
        "  ? q1, q2: needs the judge: Code of Criminal Procedure arts 28quinquies, 57, "
        "if the item belongs to an open case against the person (R-JUDGE)"
    ) in story.lines["there"]


def test_both_proofs_are_valid_and_every_log_is_what_was_signed(story: Story):
    for state in ("RU", "BE"):
        assert story.said[f"proof {state}"]["verdict"] == "valid"
        assert story.said[f"ledger {state}"]["ok"] is True
        own, pair = story.said[f"head {state}"]["logs"]
        assert (own["log"], pair["log"]) == ("own", f"pair/{'BE' if state == 'RU' else 'RU'}")
        assert pair["cosigned_size"] > 0


def test_without_json_people_read_lines(story: Story):
    assert "be-duty" in story.lines["case show"]
    assert "Every log is what was signed." in story.lines["ledger verify"]
    assert "Nobody found." in story.lines["register search"]
    assert f"i2 (DC_CASE_FACTS): {MARK}" in story.lines["case read"]
    silent = [noun for noun, said in story.lines.items() if not said.strip() or said.startswith("{\n")]
    assert silent == []


# ── the warning and the other endings ───────────────────────────────────────────────────────────
def test_a_warning_passes_by_two_persons_and_its_reviews_fall_due(story: Story):
    assert story.said["danger"]["authorisers"] == ["JUDGE", "LEGAL_OFFICER"]
    assert [i["item"] for i in story.said["warned"]["items"]] == ["danger", "who"]
    assert "a judge must confirm it first" in story.said["unconfirmed"]["order-required"]
    assert [t["kind"] for t in story.said["overdue"]["overdue"]] == ["urgency-inspect"]
    assert (
        story.said["warning"]["shared"] == "RECALLED"
    )  # seven days are over, and only a magistrate confirmed
    assert story.said["urgencies"]["lapsed"] == 1


def test_a_warning_without_a_name_ends_as_told(story: Story):
    ends = [story.said[ending]["shared"] for ending in ("recall", "withdraw", "resolve")]
    assert ends == ["RECALLED", "WITHDRAWN", "RESOLVED"]


def test_the_neutral_reply_waits_for_its_band_of_time(story: Story):
    assert story.said["none"]["done"] is False
    assert story.said["none"]["at"] == "2019-10-31T13:00:00Z"
    assert story.said["neutral at once"]["shared"] == "IN_PROGRESS"
    assert story.said["neutral in its band"]["shared"] == "NO_REPLY_POSSIBLE"


def test_a_request_may_be_refused_recalled_returned_or_withdrawn(story: Story):
    assert story.said["refuse"]["shared"] == "REFUSED"
    assert story.said["recalled"]["shared"] == "RECALL_DONE"
    assert "its content may not be used" in story.said["blocked"]["not-accepted"]
    assert story.said["returned"]["shared"] == "RETURNED_UNREAD"
    assert story.said["withdrawn"]["shared"] == "WITHDRAWN"


@pytest.mark.source("C0-9", "C3-12")
def test_a_liaison_sees_the_assigned_case_alone(story: Story):
    assert [c["matter"] for c in story.said["liaison"]["cases"]] == [story.said["withdrawn"]["matter"]]


def test_the_register_of_releases_and_the_pair_show_what_left(story: Story):
    rows = story.said["releases"]["releases"]
    assert {row["partner"] for row in rows} == {"RU"}
    first = [row for row in rows if row["matter"] == story.said["open"]["matter"]]
    assert [(row["kind"], row["sent"], row["conditions"]["handling"]) for row in first] == [
        ("reply.full", True, "H3")
    ]
    pair = story.said["pair"]["pair"]
    assert (pair["state"], pair["stands"]) == ("RU", "ACTIVE")
    assert sum(month["sent"] for month in pair["activity"]) > len(rows)


# ── people ──────────────────────────────────────────────────────────────────────────────────────
def test_a_program_is_lent_a_role_and_it_is_taken_back(story: Story):
    id, secret = story.said["token"]["token"], story.said["token"]["secret"]
    (listed,), (ended,) = story.said["tokens"]["tokens"], story.said["ended"]["tokens"]
    assert secret.startswith(f"comity_{id}_")
    assert secret not in str(story.said["tokens"])
    assert (listed["token"], listed["role"], listed["until"]) == (id, "OFFICER", "2020-01-31T23:59:59Z")
    assert (listed["valid"], ended["valid"]) == (True, False)


def test_an_account_says_who_made_and_ended_its_role(story: Story):
    (role,) = story.said["gone"]["roles"]
    (token,) = story.said["gone"]["tokens"]
    assert (story.said["leaver"]["stands"], role["stands"]) == ("ending soon", "ended")
    assert (role["by"], role["ended_by"], role["valid"]) == ("ru-accreditation", "ru-dpo", False)
    assert token["ended"] == role["ended"] == story.said["end"]["ended"]
    assert "ru-accreditation" in story.lines["people show"]


# ── who is on call ──────────────────────────────────────────────────────────────────────────────
def test_a_roster_says_who_stands_and_a_call_waits_until_somebody_answers(story: Story):
    (duty, magistrate) = sorted(story.said["roster"]["watches"], key=lambda w: w["role"], reverse=True)
    assert (duty["role"], duty["people"], duty["ends_at"]) == (
        "SPOC_DUTY",
        ["be-duty"],
        "2019-11-01T08:00:00Z",
    )
    assert magistrate["authority"] == "BE/COURT/brussels"
    here = {s["role"]: (s["people"], s["reachable"]) for s in story.said["duty"]["here"]}
    assert here["SPOC_DUTY"] == (["be-duty"], False)  # this node has no mail server
    assert here["JUDGE"] == ([], False)
    assert [(c["need"], c["roles"], c["urgency"]) for c in story.said["calls"]["calls"]] == [
        ("asked", ["DUTY_MAGISTRATE", "JUDGE"], "URGENT")
    ]
    assert story.said["answered"]["calls"] == []


def test_a_partner_is_told_that_the_duty_desk_cannot_be_reached(story: Story):
    (partner,) = story.said["told"]["partners"]
    assert (partner["state"], partner["reachable"]) == ("BE", False)


# ── registers and the node ──────────────────────────────────────────────────────────────────────
def test_an_import_says_what_changed_and_a_search_says_why(story: Story):
    assert story.said["import"]["added"] == ["QDi.001", "QDi.002"]
    assert story.said["again"]["unchanged"] == ["QDi.001", "QDi.002"]
    (hit,) = story.said["found"]["found"]
    assert (hit["register"], hit["reference"], hit["born"]) == ("UN-SC", "QDi.001", ["1968-09-02"])
    assert hit["because"][0]["because"] == "every word asked stands in the primary name in original script"


def test_two_legal_officers_apply_a_list_that_is_then_compared_at_a_date(story: Story):
    assert story.said["one alone"]["code"] == "same-person-twice"
    (entry,) = story.said["list"]["entries"]
    assert (entry["name"], entry["since"], entry["effects"]) == (
        "Cedar Front",
        "2011-05-01",
        ["FREEZE_FUNDS"],
    )
    found = story.said["lists"]
    assert [e["name"] for e in found["only_one"]] == []
    assert [e["name"] for e in found["only_other"]] == ["Colonne du Nord"]
    assert [(e["one"]["key"], e["other"]["key"]) for e in found["both"]] == [("RU.1", "DEMO-EU.02")]


def test_both_persons_are_told_who_comes_on_a_list_and_since_when_it_stands(story: Story):
    (added,) = story.said["change"]["added"]
    assert (added["key"], added["name"]) == ("RU.1", "Cedar Front")
    assert (story.said["change"]["instead_of"], story.said["change"]["today"]) == (None, "2019-10-01")
    for half in ("proposed", "both told"):
        assert {"demo": True} | story.said[half]["change"] == story.said["change"]
    said = story.lines["change"]
    assert "The list of RU of 2019-10-01, where none is held, on 2019-10-31: 1 added, 0 removed, " in said
    assert "added   Cedar Front   RU.1       2011-05-01  FREEZE_FUNDS" in said
    assert "NOTE" not in said


def test_an_older_list_is_proposed_with_a_note_of_the_one_that_stands_today(story: Story):
    said = story.lines["older list"]
    assert "It stands from 2018-10-01 on until that of 2019-10-01." in said
    assert "NOTE: it is not the list of today. For today that of 2019-10-01 stands." in said
    assert story.said["earlier day"]["code"] == "list-not-held"


def test_a_list_of_nobody_is_refused_by_the_name_of_its_file(story: Story):
    assert story.said["wrong list"]["code"] == "law-file-invalid"
    assert "turkey.toml:2: 'TURKEY' is no lister" in story.said["wrong list"]["what"]


def test_a_node_says_how_it_stands(story: Story):
    status = story.said["node status"]
    assert (status["state"], status["demo"], status["law_active"]) == ("BE", True, True)
    assert (status["partners"], status["people"]) == (["RU"], 12)
    assert story.said["partner list"]["partners"][0]["stands"] == "ACTIVE"
    assert story.said["law status"]["in_force"] is True
    assert story.said["node check"]["ready"] is True
    assert "It can exchange lawfully." in story.lines["node check"]
    assert {p["role"] for p in story.said["people list"]["people"]} == {role for role, _ in STAFF.values()}


def test_lists_the_scripts_of_the_simulated_partner(story: Story):
    assert story.said["scripts"]["scripts"] == {
        "flood": "A partner that floods",
        "good": "A partner that answers",
        "liar": "A partner that lies",
        "refusing": "A partner that refuses",
        "slow": "A partner behind a bad line",
    }
