"""`comity law check`, `decide`, `template`, `gaps`, `docs`: the law's files, without any node."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from cyclopts import Parameter

from comity.cli.desk import At
from comity.errors import BadInput

if TYPE_CHECKING:
    from comity.law.booklet import Pages
    from comity.law.gaps import Departure
    from comity.law.lawfile import Table
    from comity.law.trying import Tried
    from comity.model.lifecycle import Copy

Files = Annotated[Path, Parameter(help="Files of the law, or folders that hold some.")]
Kind = Literal["extradition", "mutual-legal-assistance", "transfer", "police", "migration"]
Language = Literal["en", "fr"]


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How to answer, where no node is asked."""

    json: Annotated[bool, Parameter(help="Answer with one JSON document on stdout.")] = False

    @property
    def at(self) -> At:
        """Return it as a command tells it."""
        return At(json=self.json)


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Under(Answer):
    """Under which law."""

    law: Annotated[
        Path | None,
        Parameter(help="A folder with rules/, profiles/ or agreements/ of its own; else the shipped law."),
    ] = None


PLAIN, SHIPPED = Answer(), Under()


def check(*files: Files, under: Under = SHIPPED) -> int:
    """Check agreements, profiles, rules and situations line by line; ends with 1 if one has an error."""
    from comity.cli.telling import tell
    from comity.law.checking import WARNING, check
    from comity.wiring import now, read_rooms, read_toml

    if not files:
        raise BadInput("Name at least one file.")
    checked = check(_some(read_toml(files)), read_rooms(under.law), now().date())
    warnings = sum(one.level == WARNING for one in checked.findings)
    errors = len(checked.findings) - warnings
    tell(
        under.at,
        {"kinds": checked.kinds, "errors": errors, "warnings": warnings, "findings": checked.findings},
        *(f"{one.file}:{one.line}: {one.level}: {one.text}" for one in checked.findings),
        f"{errors} errors, {warnings} warnings. Nothing in force was touched.",
    )
    return 0 if checked.sound else 1


def decide(*files: Files, under: Under = SHIPPED) -> int:
    """Decide files of situations, and say where the outcome is not the expected one; ends with 1 then."""
    from comity.cli.telling import tell
    from comity.law.rulebook import parse_rules
    from comity.law.situations import parse_setting, parse_situations
    from comity.law.trying import try_all
    from comity.wiring import read_rooms, read_toml

    if not files:
        raise BadInput("Name at least one file of situations.")
    rooms = read_rooms(under.law)
    rulebook = parse_rules(rooms["rules"])
    tried = try_all(parse_situations(_some(read_toml(files)), parse_setting(rooms)), rulebook)
    differ = [one for one in tried if one.differences]
    tell(
        under.at,
        {"rulebook": rulebook.digest, "differ": len(differ), "situations": [_plain(one) for one in tried]},
        *_table(tried),
        *(f"{one.situation.id}: {difference}" for one in differ for difference in one.differences),
        *(f"{one.situation.id}: {_UNNAMED}" for one in tried if _names_none(one)),
        f"{len(tried)} situations, {len(differ)} not as expected.",
    )
    return 1 if differ else 0


_UNNAMED = "it names no agreement in 'agreements', so none applies."


def _names_none(one: "Tried") -> bool:
    """Tell whether a situation lacks a basis and names no agreement that could be one."""
    return "R-BASIS" in _rules(one) and not one.situation.weighing.instruments


def _some(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Refuse folders that hold no file, so that nobody takes silence for an answer."""
    if not files:
        raise BadInput("The folder holds no .toml file. Name another.")
    return files


def _table(tried: Sequence["Tried"]) -> Iterator[str]:
    """Write one line for each situation: its id, what came of it, which rules stood in the way."""
    wide = max((len(one.situation.id) for one in tried), default=0)
    for one in tried:
        mark = "  (differs)" if one.differences else ""
        line = f"{one.situation.id:<{wide}}  {one.decision.outcome.name:<22}  {', '.join(_rules(one))}"
        yield line.rstrip() + mark


def _rules(one: "Tried") -> list[str]:
    from comity.model.decisions import Outcome

    in_the_way = (g for g in one.decision.grounds if g.outcome > Outcome.PERMIT_WITH_CONDITIONS)
    return sorted({ground.rule for ground in in_the_way})


def _plain(one: "Tried") -> dict[str, object]:
    decision = one.decision
    return {
        "id": one.situation.id,
        "title": one.situation.title,
        "expected": one.situation.expected.outcome,
        "outcome": decision.outcome.name,
        "partial": decision.partial,
        "rules": _rules(one),
        "authorisers": list(decision.authorisers),
        "conditions": list(decision.conditions),
        "released": sorted(decision.released_now),
        "differences": list(one.differences),
        "agreements": [text.id for text in one.situation.weighing.instruments],
    }


def template(
    kind: Annotated[Kind, Parameter(help="The kind of agreement.")],
    /,
    *,
    language: Annotated[Language, Parameter(help="The language of its articles.")] = "en",
    answer: Answer = PLAIN,
) -> None:
    """Write the template of an agreement on stdout, with blanks that `law check` points at."""
    import json

    text = _template(kind, language)
    print(json.dumps({"kind": kind, "text": text}, ensure_ascii=False) if answer.json else text, end="")


def gaps(
    file: Annotated[Path, Parameter(help="A file with one agreement or draft.")],
    /,
    *,
    template: Annotated[Kind, Parameter(help="The template that it is laid beside.")],
    language: Annotated[
        Language | None, Parameter(help="The language of that template; else the one that is nearer.")
    ] = None,
    answer: Answer = PLAIN,
) -> None:
    """Say which articles and terms of a draft are missing, differ, or stand in no template."""
    from comity.cli.telling import tell
    from comity.law.gaps import first_instrument, nearest
    from comity.wiring import read_toml

    ((name, content),) = read_toml([_one_file(file)]).items()
    models = {one: _model(template, one) for one in ((language,) if language else get_args(Language))}
    beside, found = nearest(first_instrument(name, content), models)
    tell(
        answer.at,
        {"file": name, "template": template, "language": beside, "gaps": found},
        *(line for one in found for line in _gap_lines(one)),
        f"Departures from the template: {len(found)}.",
    )


def _gap_lines(one: "Departure") -> Iterator[str]:
    yield f"{one.gap}  {one.place}"
    if one.template:
        yield f"    template  {one.template}"
    if one.draft:
        yield f"    draft     {one.draft}"


def _one_file(file: Path) -> Path:
    if not file.is_file():
        raise BadInput(f"{file} is no file. Name a file that is there.")
    return file


def _template(kind: str, language: Language) -> str:
    from comity.law.templating import translated
    from comity.wiring import shipped

    text = shipped("templates")[f"{kind}.toml"]
    if language == "en":
        return text.decode()
    return translated(kind, text, shipped(f"templates/{language}")["texts.toml"])


def _model(kind: str, language: Language) -> "Table":
    from comity.law.gaps import first_instrument

    return first_instrument(f"{kind}.toml", _template(kind, language).encode())


def copy(
    file: Annotated[Path, Parameter(help="The signed text, as plain text.")],
    /,
    *,
    holder: Annotated[str, Parameter(help="The state that keeps it, as BE.")],
    language: Annotated[str, Parameter(help="Its language, as fr.")],
    answer: Answer = PLAIN,
) -> None:
    """Hash a signed text, whole and by article, as the `copies` of an agreement's file say it (I7)."""
    import json

    from comity.cli.telling import tell
    from comity.law.copies import read_copy
    from comity.model.parties import StateCode

    try:
        text = _one_file(file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadInput(f"{file} is no plain text in UTF-8. Save it as such.") from None
    held = read_copy(text, StateCode(holder), language)
    lines = (
        "[[instrument.copies]]",
        *(f"{name} = {json.dumps(value)}" for name, value in _copy_rows(held)),
        f"articles = {json.dumps([list(pair) for pair in held.articles], ensure_ascii=False)}",
    )
    tell(answer.at, {"copy": held}, *lines)


def _copy_rows(held: "Copy") -> tuple[tuple[str, str], ...]:
    return ("holder", held.holder), ("language", held.language), ("digest", held.digest)


def docs(
    *,
    cases: Annotated[
        Path, Parameter(help="The folder of situations that show the rules.", show_default=True)
    ] = Path("tests/law/cases"),
    out: Annotated[
        Path | None, Parameter(help="The folder for the pages, written over; else only their names are told.")
    ] = None,
    under: Under = SHIPPED,
) -> None:
    """Write the law as pages, from article to rule to situation."""
    from comity.cli.telling import tell
    from comity.law.booklet import pages
    from comity.law.rulebook import parse_rules
    from comity.law.situations import parse_setting, parse_situations
    from comity.law.trying import try_all
    from comity.wiring import read_rooms, read_toml

    rooms = read_rooms(under.law)
    rulebook = parse_rules(rooms["rules"])
    written = pages(rulebook, try_all(parse_situations(read_toml([cases]), parse_setting(rooms)), rulebook))
    if out is not None:
        _write_pages(out, written)
    tell(under.at, {"out": out and str(out), "pages": sorted(written)}, *sorted(written))


def _write_pages(out: Path, written: "Pages") -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in written.items():
            (out / name).write_text(text, encoding="utf-8")
    except OSError as failed:
        raise BadInput(f"{out} cannot be written ({failed.strerror}). Name another folder.") from None
