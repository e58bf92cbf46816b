"""The registers' first tables; STRICT on SQLite, so that a column holds what it says."""

import sqlalchemy as sa
from alembic import op

revision = "v0001_registers"
down_revision = None
branch_labels = ("registers",)
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "register_records",
        sa.Column("register", sa.Text, primary_key=True),
        sa.Column("handle", sa.LargeBinary, primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("delisted_on", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "register_terms",
        sa.Column("register", sa.Text, primary_key=True),
        sa.Column("term", sa.LargeBinary, primary_key=True),
        sa.Column("handle", sa.LargeBinary, primary_key=True),
        sqlite_strict=True,
    )
    op.create_index("register_terms_handle", "register_terms", ["register", "handle"])
    op.create_table(
        "register_imports",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("register", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("dated", sa.Text, nullable=False),
        sa.Column("imported_at", sa.Text, nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("delisted", sa.Integer, nullable=False),
        sa.Column("unchanged", sa.Integer, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_register_imports_register", "register_imports", ["register"])
