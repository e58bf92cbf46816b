"""The tables of the registers: no row shows a person, each says only how many there are."""

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, Table, Text

register_metadata = MetaData()

records = Table(
    "register_records",
    register_metadata,
    Column("register", Text, primary_key=True),
    Column("handle", LargeBinary, primary_key=True),  # blind reference
    Column("digest", LargeBinary, nullable=False),  # keyed digest of the content, without provenance
    Column("sealed", LargeBinary, nullable=False),
    Column("delisted_on", Text),
    Column("brief", LargeBinary),  # what a search compares, sealed by itself; where absent, see `sealed`
    Column("change", Integer),  # the last change of this record
    Index("register_records_change", "change", unique=True),
    sqlite_strict=True,
)

changes = Table(
    "register_changes",
    register_metadata,
    Column("number", Integer, primary_key=True),  # consecutive, in the order of the commits
    Column("replaced", Integer),  # the change that this one makes void
    Column("mark", LargeBinary, nullable=False),  # random: tells one history of the database from another
    sqlite_strict=True,
)

imports = Table(
    "register_imports",
    register_metadata,
    Column("id", Integer, primary_key=True),
    Column("register", Text, nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("dated", Text, nullable=False),
    Column("imported_at", Text, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("delisted", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    sqlite_strict=True,
)
