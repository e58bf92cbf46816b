"""The tables of travel documents and crossings."""

import sqlalchemy as sa
from alembic import op

revision = "v0001_travel"
down_revision = None
branch_labels = ("travel",)
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "register_travel",
        sa.Column("register", sa.Text, primary_key=True),
        sa.Column("handle", sa.LargeBinary, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "register_travel_terms",
        sa.Column("register", sa.Text, primary_key=True),
        sa.Column("term", sa.LargeBinary, primary_key=True),
        sa.Column("handle", sa.LargeBinary, primary_key=True),
        sqlite_strict=True,
    )
    op.create_index("register_travel_terms_handle", "register_travel_terms", ["register", "handle"])
