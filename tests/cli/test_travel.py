"""Documents and crossings by commands alone: registers filled, queries asked, looked up and answered."""

import json

from cli.homes import Homes, who

STOLEN = {
    "kind": "PASSPORT",
    "issuer": "BE",
    "number": "EN123456",
    "fate": "STOLEN",
    "since": "2018-08-01",
    "source": "BE passports",
}
CROSSED = {
    "name": "Аркадий Велин",
    "born": "1980-05-04",
    "direction": "ENTRY",
    "on": "2019-01-03",
    "place": "Zaventem",
}


def ask(homes: Homes, what: str, **changed: str) -> str:
    """Draft, approve and send a query of RU to BE from the shipped example, and have BE take it."""
    text = str(homes("RU", "case", "template", what)["toml"])
    for old, new in {
        '"VN/SPOC"': '"BE/SPOC"',
        "demo-be-vn": "demo-be-ru-police",
        'article = "art. 5"': 'article = "art. 4"',
        **changed,
    }.items():
        text = text.replace(old, new)
    case = str(homes("RU", "case", "open", homes.file(f"{what}.toml", text), *who("RU", "officer"))["matter"])
    homes("RU", "case", "approve", case, *who("RU", "supervisor"))
    homes("RU", "case", "send", case, *who("RU", "duty"))
    homes.carry()
    homes("BE", "case", "take", case, *who("BE", "duty"))
    return case


def test_a_stolen_passport_is_found_by_commands_alone(homes: Homes):
    held = homes.file("stolen.jsonl", json.dumps(STOLEN) + "\n")
    homes("BE", "register", "documents", held, *who("BE", "officer"))
    case = ask(homes, "document", **{"C7000218": "EN123456", 'issuer = "VN"': 'issuer = "BE"'})
    verdict = homes("BE", "case", "check", case, *who("BE", "officer"))
    assert (verdict["reply"], verdict["because"][0]) == ("STOLEN", "reported stolen")
    put = homes("BE", "case", "put-document", case, *who("BE", "officer"))
    assert put["kind"] == "answer.item"


def test_crossings_of_a_named_person_are_found_by_commands_alone(homes: Homes):
    held = homes.file("crossed.jsonl", json.dumps(CROSSED) + "\n")
    homes("BE", "register", "crossings", held, *who("BE", "officer"))
    changed = {
        "Pham Mau": "Arkady Velin",
        "1985-01-20": "1980-05-04",
        "2026-01": "2019-01",
        '["VN"]': '["RU"]',
    }
    case = ask(homes, "crossings", **changed)
    found = homes("BE", "case", "crossings", case, *who("BE", "officer"))
    assert [(one["on"], one["place"]) for one in found["crossings"]] == [("2019-01-03", "Zaventem")]
    assert homes("BE", "case", "put-crossings", case, *who("BE", "officer"))["kind"] == "answer.item"
    code, _ = homes.refused("BE", "case", "check", case, *who("BE", "officer"))
    assert code == "out-of-order"


def test_a_register_s_file_is_read_whole_or_not_at_all(homes: Homes):
    held = homes.file("bad.jsonl", json.dumps(STOLEN) + "\n" + json.dumps({**STOLEN, "fate": "BURNT"}) + "\n")
    code, what = homes.refused("BE", "register", "documents", held, *who("BE", "officer"))
    assert code == "bad-input"
    assert what.startswith("Line 2:")
    assert "EN123456" not in what
