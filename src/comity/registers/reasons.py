"""Why a record agrees with what was asked, word for word, and which pieces of what is held do."""

import re
from collections.abc import Callable, Iterator

from comity.matching.parts import NOTHING, agree, align
from comity.matching.tokens import Token, tokens
from comity.model.records import NameQuality, Query, Reason, Span
from comity.registers.briefs import Brief, BriefName
from comity.registers.terms import asked_numbers, spellings, words

_QUALITIES = {
    NameQuality.PRIMARY: "the primary name",
    NameQuality.GOOD: "an alias of good quality",
    NameQuality.LOW: "an alias of low quality",
    NameQuality.ALSO_KNOWN_AS: "an alias",
    NameQuality.FORMERLY: "a former name",
    NameQuality.UNGRADED: "an alias without a grade",
}
_WORD = re.compile(r"[^\W\d_]+(?:['’‘ʼʻ`´ʹ′][^\W\d_]+)*")

Why = Callable[[Query, Brief], Iterator[Reason]]


def agrees(query: Query, brief: Brief) -> bool:
    """Tell whether a record agrees with everything that is asked, word for word."""
    return all(any(True for _ in why(query, brief)) for why in _asked(query))


def reasons(query: Query, brief: Brief) -> tuple[Reason, ...]:
    """Return everything in which a record agrees, word for word, with what is asked."""
    return tuple(reason for why in _asked(query) for reason in why(query, brief))


def _asked(query: Query) -> tuple[Why, ...]:
    given = (
        (query.name, _by_name),
        (query.born, _by_birth),
        (query.document, _by_document),
        (query.place, _by_place),
    )
    return tuple(why for said, why in given if said)


def _by_name(query: Query, brief: Brief) -> Iterator[Reason]:
    asked = words(query.name)
    for name in brief.names:
        for spelling in spellings(name.text):
            held = words(spelling)
            if asked <= held:
                yield Reason(
                    feature="name",
                    asked=query.name,
                    held=name.text,
                    because=_how(name, whole=asked == held),
                    marks=marks(query.name, name.text),
                )
                break


def _how(name: BriefName, *, whole: bool) -> str:
    how = "the same words as" if whole else "every word asked stands in"
    return f"{how} {which(name)}"


def which(name: BriefName) -> str:
    """Say which of a record's names one is."""
    return _QUALITIES[name.quality] + (" in original script" if name.original else "")


def _by_birth(query: Query, brief: Brief) -> Iterator[Reason]:
    born = query.born
    if born is None:
        return
    for held in brief.births:
        if held == born:
            yield Reason(feature="birth", asked=born.text, held=held.text, because="the same date")
        elif held.overlaps(born):
            yield Reason(feature="birth", asked=born.text, held=held.text, because="may be the same day")
    if not brief.births and (query.name or query.document):
        yield Reason(feature="birth", asked=born.text, held="", because="no birth date is held")


def _by_document(query: Query, brief: Brief) -> Iterator[Reason]:
    asked = asked_numbers(query.document)
    for document in brief.documents:
        if asked & document.numbers:
            yield Reason(
                feature="document",
                asked=query.document,
                held=document.shown,
                because=f"the same number in a document of kind {document.kind}",
            )


def _by_place(query: Query, brief: Brief) -> Iterator[Reason]:
    asked = words(query.place)
    for held in brief.places:
        if asked and asked <= words(held):
            yield Reason(
                feature="place",
                asked=query.place,
                held=held,
                because="every word asked stands in a place",
                marks=marks(query.place, held),
            )


def marks(asked: str, held: str) -> tuple[Span, ...]:
    """Return where the words of what is held stand that agree with words of what is asked, in any script."""
    ours, wanted = tokens(held), tokens(asked)
    found = align(ours, wanted)
    agreeing = {ours[place].text for part in found.parts for place in part.one} if found else set()
    return tuple(
        word.span()
        for word in _WORD.finditer(held)
        if any(one.text in agreeing or _agrees(one, wanted) for one in tokens(word[0]))
    )


def _agrees(one: Token, wanted: tuple[Token, ...]) -> bool:
    return any(agree(one, other) is not NOTHING for other in wanted)
