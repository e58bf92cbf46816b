"""The tables, the same on SQLite (STRICT) and PostgreSQL: text, integers and bytes only.

Where a table keeps a row of `acts.ports`, its columns bear the names of the row's fields.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from comity.acts.ports import ActId, Lane

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _words() -> TypeEngine[str]:
    """Give text that both databases sort and compare by its bytes."""
    return Text().with_variant(Text(collation="C"), "postgresql")


def _number() -> TypeEngine[int]:
    """Give a 64-bit integer; SQLite knows only the word INTEGER, and only by it a key counts itself."""
    return BigInteger().with_variant(Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """Keep an aware instant as microseconds since 1970."""

    impl = BigInteger().with_variant(Integer(), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn an instant into a number.

        Raises: TypeError for an instant without time zone.
        """
        return None if value is None else (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Turn a number into an instant in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Flag(TypeDecorator[bool]):
    """Keep yes and no as 1 and 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        """Turn a truth into a number."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        """Turn a number into a truth."""
        return None if value is None else bool(value)


class LaneCode(TypeDecorator[Lane]):
    """Keep a lane as its word."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Lane | None, dialect: Dialect) -> str | None:
        """Turn a lane into its word."""
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Lane | None:
        """Turn a word into its lane."""
        return None if value is None else Lane(value)


class ActIds(TypeDecorator[tuple[ActId, ...]]):
    """Keep acts' names in order, parted by spaces."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[ActId, ...] | None, dialect: Dialect) -> str | None:
        """Turn names into one text."""
        return None if value is None else " ".join(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[ActId, ...] | None:
        """Turn one text into names."""
        return None if value is None else tuple(ActId(word) for word in value.split())


metadata = MetaData()

acts = Table(
    "acts",
    metadata,
    Column("n", _number(), primary_key=True),
    Column("id", _words(), nullable=False, unique=True),
    Column("matter", _words(), nullable=False),
    Column("kind", Text, nullable=False),
    Column("partner", Text),
    Column("received", Flag, nullable=False),
    Column("lane", LaneCode, nullable=False),
    Column("statement", LargeBinary, nullable=False),
    Column("signatures", LargeBinary, nullable=False),
    Column("wrapped", LargeBinary),
    Column("sealed", LargeBinary),
    Column("at", Instant, nullable=False),
    Column("log", _words(), nullable=False),
    Column("position", _number(), nullable=False),
    UniqueConstraint("log", "position", name="acts_position"),
    Index("acts_matter", "matter", "n"),
    Index("acts_kind", "kind", "at"),
    sqlite_strict=True,
)

log_nodes = Table(
    "log_nodes",
    metadata,
    Column("log", _words(), primary_key=True),
    Column("place", _number(), primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

log_heads = Table(
    "log_heads",
    metadata,
    Column("log", _words(), primary_key=True),
    Column("size", _number(), nullable=False),
    Column("root", LargeBinary, nullable=False),
    sqlite_strict=True,
)

matters = Table(
    "matters",
    metadata,
    Column("id", _words(), primary_key=True),
    Column("lifecycle", Text, nullable=False),
    Column("partner", Text),
    Column("opener", Text, nullable=False),
    Column("shared", Text, nullable=False),
    Column("own", Text, nullable=False),
    Column("heads", ActIds, nullable=False),
    Column("shared_heads", ActIds, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False, index=True),
    Index("matters_standing", "partner", "shared"),
    sqlite_strict=True,
)

packages = Table(
    "packages",
    metadata,
    Column("matter", _words(), primary_key=True),
    Column("item", _words(), primary_key=True),
    Column("header", LargeBinary, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("shares", LargeBinary, nullable=False),
    sqlite_strict=True,
)

papers = Table(
    "papers",
    metadata,
    Column("name", _words(), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    sqlite_strict=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("n", _number(), primary_key=True),
    Column("act", _words(), ForeignKey("acts.id"), nullable=False),
    Column("partner", _words(), nullable=False),
    Column("lane", LaneCode, nullable=False),
    Column("seq", _number()),
    Column("envelope", LargeBinary),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("claimed_by", Text),
    Column("claimed_until", Instant),
    Column("down", Flag, nullable=False, server_default="0"),
    UniqueConstraint("act", "partner", name="outbox_act"),
    Index("outbox_partner", "partner", "n"),
    sqlite_strict=True,
)

receipts = Table(
    "receipts",
    metadata,
    Column("act", _words(), ForeignKey("acts.id"), primary_key=True),
    Column("partner", Text, nullable=False),
    Column("receipt", LargeBinary, nullable=False),
    sqlite_strict=True,
)

seqs = Table(
    "seqs",
    metadata,
    Column("partner", _words(), primary_key=True),
    Column("last", _number(), nullable=False),
    sqlite_strict=True,
)

arrivals = Table(
    "arrivals",
    metadata,
    Column("partner", _words(), primary_key=True),
    Column("envelope_id", _words(), primary_key=True),
    Column("seq", _number(), nullable=False),
    Column("digest", Text, nullable=False),
    Column("act", Text),
    Column("receipt", LargeBinary),
    Index("arrivals_seq", "partner", "seq"),
    sqlite_strict=True,
)

held_acts = Table(
    "held_acts",
    metadata,
    Column("id", _words(), primary_key=True),
    Column("matter", _words(), nullable=False),
    Column("partner", _words(), nullable=False, index=True),
    Column("missing", ActIds, nullable=False),
    Column("inner", LargeBinary, nullable=False),
    sqlite_strict=True,
)

timers = Table(
    "timers",
    metadata,
    Column("id", _words(), primary_key=True),
    Column("matter", _words(), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
    Column("data", Text, nullable=False),
    sqlite_strict=True,
)

leases = Table(
    "leases",
    metadata,
    Column("name", _words(), primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", Instant, nullable=False),
    sqlite_strict=True,
)


def place(level: int, index: int) -> int:
    """Count where a perfect subtree stands among a log's, from left to right, so that one number finds it."""
    return (2 * index + 1 << level) - 1
