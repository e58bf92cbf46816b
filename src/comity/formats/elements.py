"""XML read piece by piece, each element with the line on which it opens.

Document types, entities, deep nesting and oversized files are refused: what comes from outside may
be hostile. Texts of refusals never quote the file, which may hold persons.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser

from comity.formats.source import Source, malformed
from comity.model.records import Progress

MAX_BYTES = 128 * 2**20
MAX_DEPTH = 16
MAX_TEXT = 2**20
"""How many characters one element may hold in its text and its attributes."""
MAX_PARTS = 20_000
"""How many elements one element asked for may hold; the memory of a reader stays bounded by it."""


@dataclass(slots=True)
class Element:
    """One element; `path` is relative to the element that was asked for."""

    tag: str
    path: str
    line: int
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)
    children: list["Element"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return its own text with white space collapsed."""
        return " ".join("".join(self.pieces).split())

    def each(self, *tags: str) -> Iterator["Element"]:
        """Yield the children of these tags."""
        return (child for child in self.children if child.tag in tags)

    def said(self, tag: str) -> str:
        """Return the first text under that tag, or nothing."""
        return next((child.text for child in self.each(tag) if child.text), "")

    def says(self) -> bool:
        """Tell whether any child holds text."""
        return any(child.text for child in self.children)

    def written(self) -> str:
        """Write it as XML again, for whoever must look at what was rejected."""
        marks = "".join(f' {name}="{escape(said)}"' for name, said in self.attributes.items())
        inner = escape(self.text) + "".join(child.written() for child in self.children)
        return f"<{self.tag}{marks}>{inner}</{self.tag}>"


def elements(source: Source, path: tuple[str, ...], on_progress: Progress | None) -> Iterator[Element]:
    """Yield the root with its attributes only, then each whole element at that path below it.

    Raises:
        MalformedFile: the bytes are no XML, are hostile, or are too many.
    """
    if source.size > MAX_BYTES:
        raise malformed(1, f"the file is larger than {MAX_BYTES} bytes")
    target = _Collector(path)
    parser = XMLParser(target=target, forbid_dtd=True)
    target.line_now = lambda: int(parser.parser.CurrentLineNumber)
    done = 0
    for piece in source:
        done += len(piece)
        _feed(parser, piece, target.line_now, last=done >= source.size)
        yield from target.taken()
        if on_progress is not None:
            on_progress(done, source.size)
    if not source.size:
        _feed(parser, b"", target.line_now, last=True)


def _feed(parser: XMLParser, piece: bytes, line_now: Callable[[], int], *, last: bool) -> None:
    try:
        parser.feed(piece)
        if last:
            parser.close()
    except ParseError as error:
        raise malformed(error.position[0], f"not well-formed XML ({str(error).split(':')[0]})") from None
    except DefusedXmlException:
        raise malformed(line_now(), "document types and entities are forbidden") from None
    except (ValueError, LookupError):
        raise malformed(line_now(), "the text is not in its declared encoding") from None


class _Collector:
    """Build the elements asked for and pass over all others."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self.line_now: Callable[[], int] = lambda: 1
        self._wanted = list(path)
        self._path: list[str] = []
        self._open: list[Element] = []
        self._done: list[Element] = []
        self._parts = 0
        self._letters = 0

    def taken(self) -> list[Element]:
        """Hand over what is complete."""
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element; a namespace that the publisher gives its words tells nothing here."""
        tag = tag.rpartition("}")[2]
        self._path.append(tag)
        if len(self._path) > MAX_DEPTH:
            raise malformed(self.line_now(), f"elements nest deeper than {MAX_DEPTH}")
        self._letters = 0
        self._weigh(sum(map(len, attributes.values())))
        below = self._path[1:]
        if below and not self._open and below != self._wanted:
            return
        element = Element(tag, "/".join(below[len(self._wanted) :]), self.line_now(), attributes)
        if not below:
            self._done.append(element)
            return
        self._parts = self._parts + 1 if self._open else 0
        if self._parts > MAX_PARTS:
            raise malformed(self.line_now(), f"one {self._wanted[-1]} holds more than {MAX_PARTS} elements")
        if self._open:
            self._open[-1].children.append(element)
        self._open.append(element)

    def data(self, text: str) -> None:
        """Take text of the open element."""
        if self._open:
            self._weigh(len(text))
            self._open[-1].pieces.append(text)

    def _weigh(self, letters: int) -> None:
        """Refuse what no reader should hold: the text between two tags, and the attributes of one."""
        self._letters += letters
        if self._letters > MAX_TEXT:
            raise malformed(self.line_now(), f"one element holds more than {MAX_TEXT} characters")

    def end(self, _tag: str) -> None:
        """Close an element."""
        self._path.pop()
        if self._open:
            element = self._open.pop()
            if not self._open:
                self._done.append(element)

    def close(self) -> None:
        """End the document."""
