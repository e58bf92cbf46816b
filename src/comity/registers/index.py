"""The index of the registers: files of tantivy beside the database, with digests and numbers alone.

A document is one record: the number of its last change and what it is found by. One more says up to
which change the index stands; it is committed with them, so a crash leaves an older index that knows
how old it is. One process writes at a time, held by tantivy's own lock; a lock dies with its process.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import tantivy

from comity.errors import StoreFailed

_STANDING = 0
_HEAP = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Up to which change an index stands, by which scheme of forms, and the mark of that change."""

    scheme: str
    change: int = 0
    mark: bytes = b""

    @property
    def text(self) -> str:
        """Return the form that is stored."""
        return f"{self.scheme} {self.change} {self.mark.hex()}"

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Read the stored form."""
        scheme, change, mark = text.split(" ")
        return cls(scheme=scheme, change=int(change), mark=bytes.fromhex(mark))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("by", indexed=True)
    builder.add_unsigned_field("change", indexed=True, fast=True)
    builder.add_text_field("position", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _term(schema: tantivy.Schema, field: str, value: int) -> tantivy.Query:
    return tantivy.Query.term_query(schema, field, value, index_option="basic")


class Index:
    """The files of one index; made where there are none.

    Raises: StoreFailed if they cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._schema = _schema()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(folder))
            self._index.config_reader("manual")
            self._searcher = self._index.searcher()
        except (OSError, ValueError) as failed:
            raise self._broken() from failed

    def reload(self) -> None:
        """Look at what was committed last, by whichever process."""
        try:
            self._index.reload()
        except ValueError as failed:
            raise self._broken() from failed
        self._searcher = self._index.searcher()

    def position(self) -> Position | None:
        """Return up to where the index stood when it was last looked at; None for an empty one."""
        at = self._searcher.search(_term(self._schema, "change", _STANDING), 1, count=False).hits
        if not at:
            return None
        return Position.parse(str(self._searcher.doc(at[0][1])["position"][0]))

    @property
    def size(self) -> int:
        """Return how many records it holds."""
        return max(self._searcher.num_docs - 1, 0)

    def best(self, digests: Iterable[int], most: int) -> tuple[int, ...]:
        """Return the changes of the records that share most of these digests, rare ones counting more.

        Of equals, the one changed first; it looks at twice as many, so that these are the same whatever
        the order of the documents in the files.
        """
        ways = [(tantivy.Occur.Should, _term(self._schema, "by", digest)) for digest in sorted(digests)]
        if not ways:
            return ()
        searcher = self._searcher
        hits = searcher.search(tantivy.Query.boolean_query(ways), 2 * most, count=False).hits
        numbers = searcher.fast_field_values("change", [at for _, at in hits])
        ranked = sorted((-round(score, 3), number) for (score, _), number in zip(hits, numbers, strict=True))
        return tuple(int(number) for _, number in ranked[:most] if number)

    def writing(self) -> "Writing | None":
        """Begin to write, or return None while another process or thread does."""
        try:
            return Writing(self._index.writer(_HEAP, 1), self._schema)
        except ValueError as failed:
            if "LockBusy" in str(failed):
                return None
            raise self._broken() from failed

    def _broken(self) -> StoreFailed:
        return StoreFailed(
            f"The index of the registers in {self.folder} cannot be used. Look at the disk and the rights; "
            "if all is in order remove that folder: it is made anew from the registers."
        )


class Writing:
    """One turn of writing an index; what was not committed at its end never happened."""

    def __init__(self, writer: tantivy.IndexWriter, schema: tantivy.Schema) -> None:
        self._writer = writer
        self._schema = schema

    def __enter__(self) -> "Writing":
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the merges and let the next one write."""
        if error is not None:
            self._writer.rollback()
        self._writer.wait_merging_threads()

    def empty(self) -> None:
        """Take every record out."""
        self._writer.delete_all_documents()

    def remove(self, change: int) -> None:
        """Take the record of a change out."""
        self._writer.delete_documents_by_query(_term(self._schema, "change", change))

    def add(self, change: int, digests: Iterable[int]) -> None:
        """Put the record of a change in."""
        document = tantivy.Document()
        document.add_unsigned("change", change)
        for digest in digests:
            document.add_unsigned("by", digest)
        self._writer.add_document(document)

    def commit(self, position: Position) -> None:
        """Make what was written durable, together with how far it reaches.

        Raises: StoreFailed, as where the disk is full.
        """
        self.remove(_STANDING)
        document = tantivy.Document()
        document.add_unsigned("change", _STANDING)
        document.add_text("position", position.text)
        try:
            self._writer.add_document(document)
            self._writer.commit()
        except (OSError, ValueError) as failed:
            raise StoreFailed(
                "The index of the registers cannot be written. Look at the disk; the next search tries again."
            ) from failed
