"""Records get a number for their last change, for the index beside the database; blind terms move there."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "v0002_registers"
down_revision = "v0001_registers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give a number to each record that is there, and drop the terms."""
    op.add_column("register_records", sa.Column("brief", sa.LargeBinary))
    op.add_column("register_records", sa.Column("change", sa.Integer))
    op.create_table(
        "register_changes",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("replaced", sa.Integer),
        sa.Column("mark", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    op.execute(
        "UPDATE register_records SET change = numbered.number FROM (SELECT register AS r, handle AS h, "
        "ROW_NUMBER() OVER (ORDER BY register, handle) AS number FROM register_records) AS numbered "
        "WHERE register = numbered.r AND handle = numbered.h"
    )
    marked = sa.text("INSERT INTO register_changes (number, mark) SELECT change, :mark FROM register_records")
    op.get_bind().execute(marked, {"mark": secrets.token_bytes(8)})
    op.create_index("register_records_change", "register_records", ["change"], unique=True)
    op.drop_table("register_terms")
