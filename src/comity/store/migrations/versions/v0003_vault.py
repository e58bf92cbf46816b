"""Tell what waits for a line that is down, and count how a partner's cases stand without reading all."""

import sqlalchemy as sa
from alembic import op

revision = "v0003_vault"
down_revision = "v0002_vault"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the index."""
    op.add_column("outbox", sa.Column("down", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("matters_standing", "matters", ["partner", "shared"])
