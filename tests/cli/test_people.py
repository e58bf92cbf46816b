"""`comity people` by commands: links, officers who sign, roles that end; each refusal with its code."""

import pytest

from cli.homes import Homes, environment, who

OFFICER = ("--role", "OFFICER", "--seat", "RU/SPOC", "--until", "2020-01-01")
DPO = ("--role", "DPO", "--seat", "VN/SPOC", "--until", "2020-01-01")


@pytest.fixture
def newborn(tmp_path, monkeypatch) -> Homes:
    """A home of VN at which nobody is accredited yet."""
    environment(monkeypatch)
    homes = Homes(tmp_path, monkeypatch)
    homes("VN", "node", "init", "VN", "--demo")
    return homes


# ── links ───────────────────────────────────────────────────────────────────────────────────────
def test_two_people_come_by_link_and_accredit_the_others(newborn: Homes):
    for role in ("ACCREDITATION_OFFICER", "DPO"):
        made = newborn("VN", "people", "link", "--role", role, *DPO[2:])
        assert made["redeem"] == "2019-11-03T09:00:00Z"
        newborn("VN", "people", "redeem", made["code"], f"vn-{role.lower().replace('_', '-')}")
    newborn("VN", "people", "add", "vn-1", "--role", "OFFICER", *DPO[2:], "--as", "vn-accreditation-officer")
    newborn("VN", "people", "add", "vn-2", "--role", "SYSADMIN", *DPO[2:], "--as", "vn-dpo")
    rows = newborn("VN", "people", "list")["people"]
    assert {row["pseudonym"]: (row["role"], row["stands"]) for row in rows} == {
        "vn-accreditation-officer": ("ACCREDITATION_OFFICER", "valid"),
        "vn-dpo": ("DPO", "valid"),
        "vn-1": ("OFFICER", "valid"),
        "vn-2": ("SYSADMIN", "valid"),
    }
    by = {
        row["pseudonym"]: newborn("VN", "people", "show", row["pseudonym"])["roles"][0]["by"] for row in rows
    }
    assert by == {
        "vn-accreditation-officer": "vn-accreditation-officer",
        "vn-dpo": "vn-dpo",
        "vn-1": "vn-accreditation-officer",
        "vn-2": "vn-dpo",
    }


def test_nobody_is_accredited_before_them(newborn: Homes):
    code, said = newborn.refused("VN", "people", "add", "vn-1", "--role", "OFFICER", *DPO[2:])
    assert (code, said) == (
        "bad-input",
        "Say with --as who signs: an accreditation officer or the data protection officer.",
    )
    assert newborn("VN", "people", "list")["people"] == []


@pytest.mark.parametrize("role", ["OFFICER", "SYSADMIN", "JUDGE", "LEGAL_OFFICER"])
def test_an_operator_makes_links_for_no_other_role(newborn: Homes, role: str):
    code, said = newborn.refused("VN", "people", "link", "--role", role, *DPO[2:])
    assert code == "wrong-role"
    assert f"ACCREDITATION_OFFICER and DPO only, not for {role}" in said


def test_a_code_opens_once_and_leaves_no_key_where_it_is_refused(newborn: Homes):
    made = newborn("VN", "people", "link", *DPO)
    newborn("VN", "people", "redeem", made["code"], "vn-dpo")
    code, said = newborn.refused("VN", "people", "redeem", made["code"], "vn-thief")
    assert (code, "opens nothing" in said) == ("link-invalid", True)
    assert not (newborn.folder / "VN" / "people" / "vn-thief.key").exists()


def test_a_code_is_too_late_after_72_hours(newborn: Homes):
    made = newborn("VN", "people", "link", *DPO)
    newborn.at("2019-11-03T09:00:01+00:00")
    assert newborn.refused("VN", "people", "redeem", made["code"], "vn-dpo")[0] == "link-invalid"


def test_redeeming_needs_the_authoritys_custodian(newborn: Homes):
    made = newborn("VN", "people", "link", *DPO)
    ceremony = newborn.folder / "VN" / "ceremony"
    key = (ceremony / "VN-SPOC.key").rename(newborn.folder / "offline.key")
    assert newborn.refused("VN", "people", "redeem", made["code"], "vn-dpo")[0] == "unknown-person"
    newborn("VN", "people", "redeem", made["code"], "vn-dpo", "--certify-with", str(key))


# ── officers ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("person", ["operator", "duty", "supervisor"])
def test_nobody_else_accredits(homes: Homes, person: str):
    code, _ = homes.refused("RU", "people", "add", "ru-new", *OFFICER, *who("RU", person))
    assert code == "wrong-role"
    assert not (homes.folder / "RU" / "people" / "ru-new.key").exists()


def test_nobody_accredits_themselves(homes: Homes):
    mine = ("people", "add", "ru-accreditation", *OFFICER)
    assert homes.refused("RU", *mine, *who("RU", "accreditation"))[0] == "same-person-twice"
    assert homes("RU", *mine, *who("RU", "dpo"))["role"] == "OFFICER"


def test_an_officer_with_another_role_beside_signs_as_officer(homes: Homes):
    homes("RU", "people", "add", "ru-accreditation", *OFFICER, *who("RU", "dpo"))
    homes("RU", "people", "add", "ru-new", *OFFICER, *who("RU", "accreditation"))
    assert homes("RU", "people", "show", "ru-new")["roles"][0]["by"] == "ru-accreditation"


# ── ending ──────────────────────────────────────────────────────────────────────────────────────
def test_a_role_that_was_ended_does_nothing_more(homes: Homes):
    homes("RU", "people", "end", "ru-legal", "--why", "left", *who("RU", "accreditation"))
    code, said = homes.refused("RU", "law", "propose", *who("RU", "legal"))
    assert code == "accreditation-expired"
    assert "ended on 2019-10-31 (L1). See `comity people show ru-legal`." in said
    rows = {row["pseudonym"]: row for row in homes("RU", "people", "list")["people"]}
    assert (rows["ru-legal"]["stands"], rows["ru-legal"]["valid"]) == ("ended", False)
    assert homes("RU", "node", "status")["people"] == 11


def test_a_judges_role_is_ended_by_the_court_or_a_judge_alone(homes: Homes):
    end = ("people", "end", "ru-magistrate", "--why", "left")
    assert homes.refused("RU", *end, *who("RU", "dpo"))[0] == "judge-key-not-certified-by-court"
    police = str(homes.folder / "RU" / "ceremony" / "RU-SPOC.key")
    assert homes.refused("RU", *end, "--certify-with", police)[0] == "certificate-invalid"
    homes("RU", *end, *who("RU", "judge"))
    assert homes("RU", "people", "show", "ru-magistrate")["roles"][0]["ended_by"] == "ru-judge"
    homes("RU", "people", "end", "ru-judge", "--why", "retired")
    assert homes("RU", "people", "show", "ru-judge")["roles"][0]["ended_by"] == "RU/COURT/volgograd"


def test_one_of_several_roles_is_named(homes: Homes):
    homes("RU", "people", "add", "ru-duty", *OFFICER, *who("RU", "accreditation"))
    end = ("people", "end", "ru-duty", "--why", "moved", *who("RU", "dpo"))
    assert homes.refused("RU", *end)[0] == "unknown-person"
    assert homes("RU", *end, "--role", "OFFICER")["role"] == "OFFICER"
    stands = {row["role"]: row["stands"] for row in homes("RU", "people", "show", "ru-duty")["roles"]}
    assert stands == {"OFFICER": "ended", "SPOC_DUTY": "valid"}


def test_shows_nobody_who_is_not_there(homes: Homes):
    assert homes.refused("RU", "people", "show", "nobody")[0] == "unknown-person"


def test_people_read_lines(homes: Homes):
    said = homes.run("RU", "people", "show", "ru-officer")[1]
    assert "ru-accreditation" in said
    assert "No tokens." in said
    listed = homes.run("RU", "people", "list")[1]
    assert "ru-dpo" in listed
    assert "valid" in listed
