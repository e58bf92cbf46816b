"""A partner's assurance by commands alone: noted, examined, accepted by two, found broken, reported on."""

import pytest

from cli.homes import Homes, who

NOTED = """
[[offences]]
code = "fraud"
area = "PAYMENT_FRAUD"
max_penalty_months = 60
punishable_here = true
death_at_partner = true

[[circumstances.assurances]]
kind = "NO_DEATH_PENALTY"
giver = "RU/CENTRAL_AUTHORITY"
text = "note 12 of 2019"
state = "GIVEN"
"""
WHICH = ("--kind", "NO_DEATH_PENALTY", "--giver", "RU/CENTRAL_AUTHORITY")
MET = ["in_writing", "specific", "giver_binds_state", "binds_courts", "names_duration", "names_consequence"]
MET += ["kept_before", "consular_visits", "reviewable"]


def taken(homes: Homes) -> str:
    """Have BE take up a request of RU."""
    draft = homes.file("request.toml", str(homes("RU", "case", "template")["toml"]))
    case = str(homes("RU", "case", "open", draft, *who("RU", "officer"))["matter"])
    homes("RU", "case", "approve", case, *who("RU", "supervisor"))
    homes("RU", "case", "send", case, *who("RU", "duty"))
    homes.carry()
    homes("BE", "case", "take", case, *who("BE", "duty"))
    return case


@pytest.mark.full
def test_two_persons_accept_an_assurance_and_answer_for_it_by_commands_alone(homes: Homes):
    words = ("be-lawyer", "--role", "CA_LAWYER", "--seat", "BE/CENTRAL_AUTHORITY", "--until", "2020-10-30")
    homes("BE", "people", "add", *words, *who("BE", "accreditation"))
    case, lawyer = taken(homes), who("BE", "lawyer")
    typed = homes.file("typed.toml", NOTED.replace("GIVEN", "ACCEPTED"))
    code, said = homes.refused("BE", "case", "findings", case, typed, *who("BE", "officer"))
    assert (code, "note an assurance as GIVEN" in said) == ("wrong-role", True)
    homes("BE", "case", "findings", case, homes.file("noted.toml", NOTED), *who("BE", "officer"))

    met = [word for factor in MET for word in ("--met", factor)]
    examined = ("assurance", "examine", case, *WHICH, *met)
    code, said = homes.refused("BE", *examined, *lawyer)
    assert (code, said) == ("assurance-insufficient", "Not yet examined: independent_visits.")
    homes("BE", *examined, "--unmet", "independent_visits", *lawyer)
    code, _ = homes.refused("BE", "assurance", "examine", case, *WHICH, "--met", "a_good_feeling", *lawyer)
    assert code == "bad-input"
    days = ("--monitor", "2020-06-01", "--monitor", "2021-06-01")
    homes("BE", "assurance", "propose", case, *WHICH, *days, *lawyer)
    homes("BE", "assurance", "accept", case, *WHICH, *who("BE", "delegate"))
    (one,) = homes("BE", "assurance", "list", case, *who("BE", "officer"))["assurances"]
    assert (one["state"], one["accepted_by"]) == ("ACCEPTED", ["CA_LAWYER", "MINISTER_DELEGATE"])
    assert one["monitor_on"] == ["2020-06-01", "2021-06-01"]

    for to in ("MONITORED", "BREACHED"):
        assert homes("BE", "assurance", "move", case, *WHICH, "--to", to, *lawyer)["kind"] == "assurance.move"
    told = homes("BE", "assurance", "report", case, *WHICH, "--reference", "JC 2019/4", *lawyer)
    assert told["kind"] == "assurance.report"
    _, lines, _ = homes.run("BE", "assurance", "list", case, *who("BE", "officer"))
    assert lines.splitlines()[-1].split() == [
        *("NO_DEATH_PENALTY", "RU/CENTRAL_AUTHORITY", "note", "12", "of", "2019", "BREACHED"),
        *("2020-06-01,", "2021-06-01"),
    ]
