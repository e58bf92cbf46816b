"""Make the vault: acts, logs, matters, packages, papers, outbox, receipts, arrivals, timers, leases."""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "v0001_vault"
down_revision = None
branch_labels = ("vault",)
depends_on = None


def upgrade() -> None:
    """Make every table and the own log's head, which is also the lock of PostgreSQL's writers."""
    _acts_and_logs()
    _matters()
    _sending()
    _receiving()
    _clocks()
    heads = sa.table("log_heads", sa.column("log"), sa.column("size"), sa.column("root"))
    op.execute(heads.insert().values(log="own", size=0, root=sa.literal(sha256(b"").digest())))


def _words() -> TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _number() -> TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _table(name: str, *parts: sa.schema.SchemaItem, rowid: bool = True) -> None:
    op.create_table(name, *parts, sqlite_strict=True, sqlite_with_rowid=rowid)


def _acts_and_logs() -> None:
    _table(
        "acts",
        sa.Column("n", _number(), primary_key=True),
        sa.Column("id", _words(), nullable=False, unique=True),
        sa.Column("matter", _words(), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("partner", sa.Text),
        sa.Column("received", sa.Integer, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("statement", sa.LargeBinary, nullable=False),
        sa.Column("signatures", sa.LargeBinary, nullable=False),
        sa.Column("wrapped", sa.LargeBinary),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("at", _number(), nullable=False),
        sa.Column("log", _words(), nullable=False),
        sa.Column("position", _number(), nullable=False),
        sa.UniqueConstraint("log", "position", name="acts_position"),
    )
    op.create_index("acts_matter", "acts", ["matter", "n"])
    _table(
        "log_nodes",
        sa.Column("log", _words(), primary_key=True),
        sa.Column("place", _number(), primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        rowid=False,
    )
    _table(
        "log_heads",
        sa.Column("log", _words(), primary_key=True),
        sa.Column("size", _number(), nullable=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
    )


def _matters() -> None:
    _table(
        "matters",
        sa.Column("id", _words(), primary_key=True),
        sa.Column("lifecycle", sa.Text, nullable=False),
        sa.Column("partner", sa.Text),
        sa.Column("opener", sa.Text, nullable=False),
        sa.Column("shared", sa.Text, nullable=False),
        sa.Column("own", sa.Text, nullable=False),
        sa.Column("heads", sa.Text, nullable=False),
        sa.Column("shared_heads", sa.Text, nullable=False),
        sa.Column("opened_at", _number(), nullable=False),
        sa.Column("changed_at", _number(), nullable=False),
    )
    op.create_index("ix_matters_changed_at", "matters", ["changed_at"])
    _table(
        "packages",
        sa.Column("matter", _words(), primary_key=True),
        sa.Column("item", _words(), primary_key=True),
        sa.Column("header", sa.LargeBinary, nullable=False),
        sa.Column("ciphertext", sa.LargeBinary, nullable=False),
        sa.Column("shares", sa.LargeBinary, nullable=False),
    )
    _table(
        "papers",
        sa.Column("name", _words(), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def _sending() -> None:
    _table(
        "outbox",
        sa.Column("n", _number(), primary_key=True),
        sa.Column("act", _words(), sa.ForeignKey("acts.id"), nullable=False),
        sa.Column("partner", _words(), nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("seq", _number()),
        sa.Column("envelope", sa.LargeBinary),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", _number(), nullable=False),
        sa.Column("claimed_by", sa.Text),
        sa.Column("claimed_until", _number()),
        sa.UniqueConstraint("act", "partner", name="outbox_act"),
    )
    op.create_index("outbox_partner", "outbox", ["partner", "n"])
    _table(
        "receipts",
        sa.Column("act", _words(), sa.ForeignKey("acts.id"), primary_key=True),
        sa.Column("partner", sa.Text, nullable=False),
        sa.Column("receipt", sa.LargeBinary, nullable=False),
    )
    _table(
        "seqs",
        sa.Column("partner", _words(), primary_key=True),
        sa.Column("last", _number(), nullable=False),
    )


def _receiving() -> None:
    _table(
        "arrivals",
        sa.Column("partner", _words(), primary_key=True),
        sa.Column("envelope_id", _words(), primary_key=True),
        sa.Column("seq", _number(), nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("act", sa.Text),
        sa.Column("receipt", sa.LargeBinary),
    )
    op.create_index("arrivals_seq", "arrivals", ["partner", "seq"])
    _table(
        "held_acts",
        sa.Column("id", _words(), primary_key=True),
        sa.Column("matter", _words(), nullable=False),
        sa.Column("partner", _words(), nullable=False),
        sa.Column("missing", sa.Text, nullable=False),
        sa.Column("inner", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_held_acts_partner", "held_acts", ["partner"])


def _clocks() -> None:
    _table(
        "timers",
        sa.Column("id", _words(), primary_key=True),
        sa.Column("matter", _words(), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("due_at", _number(), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )
    op.create_index("ix_timers_due_at", "timers", ["due_at"])
    op.create_index("ix_timers_matter", "timers", ["matter"])
    _table(
        "leases",
        sa.Column("name", _words(), primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", _number(), nullable=False),
    )
