"""Vectors of match keys: names of seven languages, and documents, with each key's content."""

from world import Json, vector

from comity.matching.keys import Key, document_key, match_keys
from comity.matching.profiles import PROFILES
from comity.model.records import PartialDate
from comity.wiring import name_table

PERSONS = {
    "han": ("王小鹏", "1984-02-23", "strict"),
    "wade-giles": ("Wang Hsiao-p'eng", "1984-02-23", "strict"),
    "vietnamese-marks": ("Nguyễn Thị Bích Hòa", "1979-11-30", "strict"),
    "vietnamese-joined": ("HOA NGUYEN THIBICH", "1979-11-30", "strict"),
    "cyrillic": ("Щербаков Иван Петрович", "1968-05-04", "strict"),
    "french-of-russian": ("Ivan Chtcherbakov", "1968-04-05", "strict"),
    "arabic": ("محمد العلوي بنيس", "1990-09-17", "wide"),
    "maghrebi-french": ("Mohamed El Alaoui Bennis", "1990-09-17", "wide"),
    "palladius": ("Ван Сяопэн", "1984-02-23", "strict"),
    "hangul": ("김철수", "1981-06-14", "strict"),
    "korean-hyphen": ("Kim Cheol-su", "1981-06-14", "strict"),
    "hebrew": ("משה אבוטבול", "1972-10-09", "strict"),
    "turkish": ("Begüm B. Oldağ", "1975-01-01", "wide"),
    "nguyen-with-one-date": ("Nguyen", "1979-11-30", "strict"),
}
DOCUMENTS = {"as-printed": ("E0105582", "BE"), "as-misread": ("EO1O5S8Z", "be"), "too-short": ("0012", "BE")}


def match() -> list[Json]:
    """Make the keys of invented persons and documents, in the order in which they are made."""
    return [
        *(_person(name, *given) for name, given in PERSONS.items()),
        *(_document(name, *given) for name, given in DOCUMENTS.items()),
    ]


def _person(label: str, name: str, born: str, profile: str) -> Json:
    made = match_keys(name, PartialDate.parse(born), PROFILES[profile], name_table())
    return vector(
        label, {"keys": [_said(key) for key in made]}, {"name": name, "born": born, "profile": profile}
    )


def _document(label: str, number: str, state: str) -> Json:
    made = document_key(number, state)
    return vector(label, {"keys": [_said(made)] if made else []}, {"document": number, "state": state})


def _said(key: Key) -> str:
    strength = "strong" if key.strong else "weak"
    return f"{key.key_class} {key.type} {strength} {key.content} {key.digest.hex()}"
