"""The signed copies of a text: what each side holds, compared by hash (domain.md I7, I8).

Each side keeps its own signed copy. A file of law says what the own state holds; the partner's node shows
what its state holds, and what two sides hold in one language and version must be the same.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from comity.law.articles import parts_of, touches, with_digits
from comity.law.entry import acting
from comity.model.instruments import Instrument
from comity.model.lifecycle import Copy
from comity.model.parties import StateCode
from comity.model.requests import RequestType
from comity.model.texts import CopyView, Same, Shown

_ARTICLE = re.compile(
    r"^(?:article|art\.|статья|điều|madde|المادة|artikel)\s*(\w+(?:\s+(?:bis|ter|quater)\b)?)"
    r"|^第\s*(\w+?)\s*条",
    re.IGNORECASE,
)


def copies_of(instrument: Instrument, shown: Iterable[Shown]) -> tuple[Copy, ...]:
    """Return the copies of a version: those that its file names, and those that the partner's node showed."""
    told = (s.copies for s in shown if (s.instrument, s.version) == (instrument.id, instrument.version))
    return tuple(dict.fromkeys((*instrument.copies, *(copy for copies in told for copy in copies))))


def differing(one: Copy, other: Copy) -> frozenset[str] | None:
    """Return the articles that two copies in one language do not share; None where nobody can say which."""
    if one.digest == other.digest:
        return frozenset()
    held = [{(parts_of(name), digest): name for name, digest in copy.articles} for copy in (one, other)]
    return frozenset((held[0] | held[1])[key] for key in held[0].keys() ^ held[1].keys()) or None


def conflicting_articles(
    instrument: Instrument, between: Iterable[StateCode], shown: Iterable[Shown] = ()
) -> frozenset[str] | None:
    """Return the articles whose text is not the same in the copies of the two sides (I7).

    None: the copies differ and nobody can say where, so that every article is affected. Copies are
    compared where both sides hold one in the same language.
    """
    sides = acting(instrument, between)
    held = [copy for copy in copies_of(instrument, shown) if copy.holder in sides]
    found: set[str] = set()
    for place, one in enumerate(held):
        for other in held[place + 1 :]:
            if one.language != other.language:
                continue
            differ = differing(one, other)
            if differ is None:
                return None
            found |= differ
    return frozenset(found)


def text_conflict(
    instrument: Instrument, kind: RequestType, between: Iterable[StateCode], shown: Iterable[Shown] = ()
) -> bool:
    """Tell whether an article that a message of this type rests on reads differently on the two sides.

    These are the type's own article and those of the terms and safeguards that bind every message.
    """
    if not instrument.copies:
        return False
    differ = conflicting_articles(instrument, between, shown)
    if differ is None:
        return True
    terms = instrument.terms
    enabled = terms.request_types.get(kind)
    own = {enabled.article} if enabled else set()
    rested_on = {*own, *terms.articles.values(), *terms.safeguards.values()}
    return any(touches(differ, pointer) for pointer in rested_on)


def held_by(instruments: Iterable[Instrument], state: StateCode) -> tuple[Shown, ...]:
    """Return what a state holds of the texts that it applies: what its node shows to the partner."""
    rows = (
        Shown(
            instrument=i.id,
            version=i.version,
            copies=tuple(sorted((c for c in i.copies if c.holder == state), key=lambda c: c.language)),
        )
        for i in instruments
        if i.adopted
    )
    return tuple(sorted((row for row in rows if row.copies), key=lambda row: (row.instrument, row.version)))


def compare(ours: Iterable[Shown], theirs: Iterable[Shown]) -> tuple[CopyView, ...]:
    """Lay what both sides hold side by side: by text, version and language."""
    here, there = _by_language(ours), _by_language(theirs)
    return tuple(_view(key, here.get(key), there.get(key)) for key in sorted(here.keys() | there.keys()))


def _by_language(shown: Iterable[Shown]) -> dict[tuple[str, str, str], Copy]:
    return {(s.instrument, s.version, copy.language): copy for s in shown for copy in s.copies}


def _view(key: tuple[str, str, str], ours: Copy | None, theirs: Copy | None) -> CopyView:
    instrument, version, language = key
    differ: frozenset[str] | None = frozenset()
    if ours is None or theirs is None:
        stands = Same.NOT_HELD if ours is None else Same.NOT_SHOWN
    else:
        differ = differing(ours, theirs)
        stands = Same.DIFFERS if ours.digest != theirs.digest else Same.SAME
    return CopyView(
        instrument=instrument,
        version=version,
        language=language,
        stands=stands,
        ours=ours.digest if ours else "",
        theirs=theirs.digest if theirs else "",
        articles=tuple(sorted(differ or ())),
    )


# ── from the text itself ────────────────────────────────────────────────────────────────────────
def read_copy(text: str, holder: StateCode, language: str) -> Copy:
    """Return what a side holds of a text: one hash of the whole, one of each article.

    Unicode is composed and every run of white space is one space, so that two prints of one text agree. An
    article begins at a line such as `Article 4`, `Article IV` or `第四条`; its name is `art. 4`, in digits.
    """
    articles: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        found = _ARTICLE.match(line.strip())
        if found:
            name = with_digits(f"art. {found[1] or found[2]}")
        if name:
            articles.setdefault(name, []).append(line)
    return Copy(
        holder=holder,
        language=language,
        digest=_digest(text),
        articles=tuple((name, _digest(" ".join(lines))) for name, lines in articles.items()),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(unicodedata.normalize("NFC", text).split()).encode()).hexdigest()
