"""What is wrong with files of the law, line by line: `comity law check`.

The kind of a file is found from its content. What cannot be read is an error; so is an agreement that
contradicts itself or still has blanks. A warning is what can be read and yet carries less than its authors
may think: missing safeguards make an agreement INCOMPLETE (C3-6, Q6).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from comity.errors import LawFileInvalid
from comity.law import drafts
from comity.law.agreementfile import parse_agreements
from comity.law.cataloguefile import PARTS, parse_catalogue
from comity.law.gaps import BLANK
from comity.law.lawfile import MOST_FAULTS, Table, read_file
from comity.law.lists import parse_lists
from comity.law.national import parse_profiles
from comity.law.rulebook import parse_rules
from comity.law.situations import parse_setting, parse_situations
from comity.model.dates import is_date

Files = Mapping[str, bytes]

ERROR, WARNING = "error", "warning"

KINDS: Mapping[str, frozenset[str]] = {
    "rules": frozenset({"rule", "word", "cure"}),
    "agreements": frozenset({"instrument", "relation"}),
    "profiles": frozenset({"state", "world", "value"}),
    "designations": frozenset({"list"}),
    "situations": frozenset({"situation"}),
    "catalogue": frozenset(PARTS),
}
"""The kinds of file that can be checked, and the keys that tell them."""

_CHECKED_ON = re.compile(r"\bchecked_on\s*=\s*(\d{4}-\d\d-\d\d)\b")
_PLACE = re.compile(r"(?P<file>.*?):(?P<line>\d+): (?P<text>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    """One thing found in a file: where, how grave (ERROR or WARNING), and what."""

    file: str
    line: int
    level: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found: the kind of each file that could be read, and the findings in their order."""

    kinds: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Tell whether nothing but warnings was found."""
        return all(finding.level != ERROR for finding in self.findings)


def check(files: Files, shipped: Mapping[str, Files], today: date | None = None) -> Checked:
    """Check files, given by name, beside the shipped law, given by room; nothing else is touched.

    Nothing was checked after `today`, where it is given; a clock that is behind the shipped law is wrong.
    """
    errors: list[str] = []
    read: dict[str, Table] = {}
    kinds: dict[str, str] = {}
    for name in sorted(files):
        try:
            read[name] = read_file(name, files[name])
            kinds[name] = _kind(read[name])
        except LawFileInvalid as wrong:
            errors.extend(wrong.faults)
    for kind in KINDS:
        group = {name: files[name] for name in kinds if kinds[name] == kind}
        if group:
            errors.extend(_parsed(kind, group, shipped))
    if today is not None:
        held = b"\n".join(content for room in shipped.values() for content in room.values())
        latest = max(today, *_days(held.decode(errors="replace")))
        errors.extend(fault for one in read.values() for fault in _ahead(one, latest))
    texts = [read[name] for name in kinds if kinds[name] == "agreements"]
    blanks = [_finding(fault, ERROR) for text in texts for fault in _blanks(text)]
    filled = {(blank.file, blank.line) for blank in blanks}
    found = [_finding(fault, ERROR) for fault in errors]
    rules = frozenset(rule.id for rule in parse_rules(shipped["rules"]).rules) if texts else frozenset()
    for text in texts if len(found) < MOST_FAULTS else ():
        found.extend(_finding(fault, ERROR) for fault in drafts.contradictions(text, rules))
        found.extend(_finding(fault, WARNING) for fault in drafts.doubts(text))
    found = [one for one in found if (one.file, one.line) not in filled]
    return Checked(kinds=kinds, findings=tuple(sorted({*found, *blanks})))


def _kind(document: Table) -> str:
    for kind, keys in KINDS.items():
        if keys & set(document.data):
            return kind
    known = ", ".join(f"[[{key}]]" for key in ("rule", "instrument", "value", "list", "situation", "act"))
    raise document.refuse(
        f"neither rules, agreement, profile, list, situations nor catalogue: none of {known} is here."
    )


def _parsed(kind: str, group: Files, shipped: Mapping[str, Files]) -> tuple[str, ...]:
    """Return what the reader of this kind refuses."""
    try:
        if kind == "rules":
            parse_rules(group, parse_rules(shipped["rules"]).words)
        elif kind == "profiles":
            parse_profiles(group)
        elif kind == "agreements":
            held, _ = parse_agreements(shipped["agreements"])
            parse_agreements(group, elsewhere=frozenset(one.id for one in held))
        elif kind == "designations":
            parse_lists(group)
        elif kind == "catalogue":
            parse_catalogue({**_others(shipped["catalogue"], group), **group})
        else:
            parse_situations(group, parse_setting(shipped))
    except LawFileInvalid as wrong:
        return wrong.faults
    return ()


def _others(shipped: Files, group: Files) -> Files:
    """Return the shipped files of a room, but for those that files of the same name stand in for."""
    names = {name.replace("\\", "/").rpartition("/")[2] for name in group}
    return {name: content for name, content in shipped.items() if name not in names}


def _blanks(document: Table) -> Iterator[str]:
    """Yield the places that a template leaves to be filled in, written {…} in a text."""
    text = "\n".join(line.split("#", 1)[0] for line in document.source.lines)
    for blank in BLANK.finditer(text):
        number, words = text.count("\n", 0, blank.start()) + 1, blank[1].replace("\\\n", "").split()
        yield f"{document.source.file}:{number}: still to be filled in: {' '.join(words)}."


def _days(text: str) -> Iterator[date]:
    return (date.fromisoformat(day) for day in _CHECKED_ON.findall(text) if is_date(day))


def _ahead(document: Table, today: date) -> Iterator[str]:
    """Yield the places where something was checked on a day that has not come."""
    for number, line in enumerate(document.source.lines, 1):
        for day in _days(line.split("#", 1)[0]):
            if day > today:
                yield f"{document.source.file}:{number}: 'checked_on': {day} has not come yet."


def _finding(fault: str, level: str) -> Finding:
    place = _PLACE.fullmatch(fault)
    if place is None:
        return Finding(file="", line=0, level=level, text=fault)
    return Finding(file=place["file"], line=int(place["line"]), level=level, text=place["text"])
