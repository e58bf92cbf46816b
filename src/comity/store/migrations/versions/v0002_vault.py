"""Find acts of a kind without reading all: the release register asks for them."""

from alembic import op

revision = "v0002_vault"
down_revision = "v0001_vault"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index("acts_kind", "acts", ["kind", "at"])
