"""An authority's own records at a desk: searches are logged whatever they find, imports say what changed."""

from dataclasses import replace
from datetime import datetime

from comity.acts.allowed import check_role
from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.plain import to_plain
from comity.acts.ports import Tx
from comity.acts.signing import Hand
from comity.errors import StoreFailed
from comity.model.records import Dataset, Found, ImportReport, Progress, Query, Record
from comity.model.requests import MatterId, Subject, SubjectStatus
from comity.seal.canonical import digest_hex, write_instant


def search(
    node: Node, query: Query, purpose: str, by: Hand, now: datetime, on_index: Progress | None = None
) -> tuple[Found, ...]:
    """Search the registers for a stated purpose; who asked what, when and why is an own act (LED art. 25).

    `on_index` is told how far the index follows what changed since it was last searched.
    """
    body = {"query": to_plain(query), "purpose": purpose}
    perform(node, Deed(kind="register.search", matter=search_matter(by, now), by=by, body=body), now)
    if on_index is not None:
        node.registers.catch_up(on_index)
    return node.registers.search(query)


def search_matter(by: Hand, now: datetime) -> MatterId:
    """Name the matter of a search, one of 16 of its day: few wait for another, and a day can be erased."""
    drawn = digest_hex(f"{by.person.pseudonym} {write_instant(now)}".encode())[:1]
    return MatterId(f"register/searches-{now:%Y-%m-%d}-{drawn}")


def import_list(
    node: Node,
    dataset: Dataset,
    by: Hand,
    now: datetime,
    on_progress: Progress | None = None,
    on_index: Progress | None = None,
) -> ImportReport:
    """Bring a register to the state of a list; records and the act that tells of it are one commit.

    With `on_index` the index follows at once and tells how far it is; else the next search lets it follow. An
    index that cannot follow undoes no import: the report says so.
    """
    reports: list[ImportReport] = []

    def also(tx: Tx, _: object) -> None:
        reports.append(node.registers.import_list(tx, dataset, now, on_progress))

    marks = {
        "dated": dataset.dated.isoformat(),
        "records": str(len(dataset.records)),
        "rejected": str(len(dataset.rejected)),
    }
    matter = MatterId(f"register/{dataset.register}")
    body = {"source": dataset.source}
    perform(node, Deed(kind="register.import", matter=matter, by=by, body=body, marks=marks, also=also), now)
    if on_index is not None:
        try:
            node.registers.catch_up(on_index)
        except StoreFailed:
            return replace(reports[-1], indexed=False)
    return reports[-1]


def compare_list(node: Node, dataset: Dataset, by: Hand, on_progress: Progress | None = None) -> ImportReport:
    """Say to those who may import it what a list would change, and change nothing.

    Raises: WrongRole.
    """
    check_role(node.catalogue.kind("register.import"), by.person.role)
    return node.registers.compare_list(dataset, on_progress)


def subject_of(record: Record, label: str, minor: bool | None = None) -> Subject:
    """Say what this side holds on a subject, for its findings: status, open case, protection."""
    standing = record.standings[0] if record.standings else None
    return Subject(
        label=label,
        status=standing.status if standing else SubjectStatus.UNIDENTIFIED,
        name=record.name,
        born=record.births[0].date.text if record.births and record.births[0].date else "",
        nationalities=frozenset(n.state for n in record.nationalities if n.state is not None),
        document=record.documents[0].number if record.documents else "",
        minor=minor,
        protection_from=frozenset(record.protection_from),
        open_case=bool(standing and standing.open_case) if standing is None else standing.open_case,
    )
