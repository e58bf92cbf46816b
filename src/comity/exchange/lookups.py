"""Many searches at once: a file of persons held against the own registers, and what may leave of it (TP8)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from comity.acts.act import Act
from comity.acts.commit import Deed, perform
from comity.acts.node import Node
from comity.acts.plain import to_plain
from comity.acts.signing import Hand
from comity.errors import BadInput, OutOfOrder
from comity.exchange.holdings import search_matter
from comity.exchange.outcomes import Hit, hits
from comity.model.records import Progress, Query
from comity.model.requests import MatterId
from comity.seal.canonical import digest_hex, encode

MOST_PERSONS = 20
"""How many persons' data one person may take out of the authority; more needs two (TP8)."""

_LOGGED = 500
"""How many searches one act tells of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one search of many found, best first; `refused` says why it could not be made."""

    found: tuple[Hit, ...] = ()
    refused: str = ""


def match(
    node: Node,
    queries: Iterable[Query],
    purpose: str,
    by: Hand,
    now: datetime,
    on_index: Progress | None = None,
) -> Iterator[tuple[Query, Looked]]:
    """Search for each of many persons; who asked for whom and why is logged before the answers come.

    `on_index` is told how far the index follows what changed since it was last searched.
    """
    coming = iter(queries)
    while several := tuple(islice(coming, _LOGGED)):
        body = {"queries": to_plain(several), "purpose": purpose}
        perform(node, Deed(kind="register.search", matter=search_matter(by, now), by=by, body=body), now)
        if on_index is not None:
            node.registers.catch_up(on_index)
        for query in several:
            yield query, _look(node, query)


def persons_in(looked: Iterable[Looked]) -> int:
    """Count the persons whose data several answers hold."""
    return len({(hit.register, hit.reference) for one in looked for hit in one.found})


def check_may_leave(looked: Iterable[Looked]) -> None:
    """Check that what was found may leave the authority in one person's hands.

    Raises: OutOfOrder for more than 20 persons (TP8).
    """
    persons = persons_in(looked)
    if persons > MOST_PERSONS:
        raise OutOfOrder(
            f"The results hold {persons} persons; more than {MOST_PERSONS} leave by two persons only (TP8). "
            "A supervisor proposes the export of this file, the data protection officer approves it: "
            "`comity match propose`, `comity match export`."
        )


def propose_export(
    node: Node,
    queries: Sequence[Query],
    purpose: str,
    by: Hand,
    now: datetime,
    on_progress: Progress | None = None,
) -> Act:
    """Propose to let the results of a file's searches leave, as a supervisor (TP8, first person)."""
    looked = _all(node, queries, on_progress)
    return perform(node, _export("export.propose", looked, purpose, by), now)


def export(
    node: Node,
    queries: Sequence[Query],
    purpose: str,
    by: Hand,
    now: datetime,
    on_progress: Progress | None = None,
) -> tuple[Looked, ...]:
    """Approve the export and return what leaves, as the data protection officer (TP8, second person).

    Raises: what `perform` raises where it is the same person, or the registers or the file changed since.
    """
    looked = _all(node, queries, on_progress)
    perform(node, _export("export.approve", looked, purpose, by), now)
    return looked


def _export(kind: str, looked: Sequence[Looked], purpose: str, by: Hand) -> Deed:
    digest = digest_hex(encode(to_plain([_told(one) for one in looked])))
    marks = {"what": digest, "persons": str(persons_in(looked))}
    matter = MatterId(f"export/{digest[:16]}")
    return Deed(kind=kind, matter=matter, by=by, marks=marks, body={"purpose": purpose})


def _told(one: Looked) -> list[str]:
    """Return what the digest of an export is made of: who was found, in order, and what was refused."""
    return [one.refused, *(f"{hit.register} {hit.reference} {round(hit.score * 100)}" for hit in one.found)]


def _all(node: Node, queries: Sequence[Query], on_progress: Progress | None) -> tuple[Looked, ...]:
    looked = []
    for number, query in enumerate(queries, 1):
        looked.append(_look(node, query))
        if on_progress is not None:
            on_progress(number, len(queries))
    return tuple(looked)


def _look(node: Node, query: Query) -> Looked:
    try:
        return Looked(found=hits(node.registers.search(query)).found)
    except BadInput as refused:
        return Looked(refused=refused.what)
