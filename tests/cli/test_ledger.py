"""`comity ledger verify` recomputes every log: what was changed in the database does not pass."""

import json
import sqlite3

import pytest

from cli.homes import Homes
from comity.ledger.tree import leaf_hash

SPOIL = "UPDATE acts SET statement = CAST(statement || ' ' AS BLOB)"


def change(homes: Homes, statement: str) -> None:
    with sqlite3.connect(homes.folder / "BE" / "node.sqlite") as database:
        assert database.execute(statement).rowcount == 1
    database.close()


@pytest.mark.parametrize(
    ("statement", "log", "wrong"),
    [
        (
            f"{SPOIL} WHERE log = 'own' AND position = 2",
            "own",
            "entry 2 has no act with that digest in this log",
        ),
        (
            f"{SPOIL} WHERE log = 'pair/RU' AND position = 0",
            "pair/RU",
            "entry 0 has no act with that digest in this log",
        ),
        (
            "UPDATE log_heads SET root = zeroblob(32) WHERE log = 'own'",
            "own",
            "the stored head is not the one of its leaves",
        ),
        (
            "UPDATE log_heads SET size = size - 1 WHERE log = 'pair/RU'",
            "pair/RU",
            "the stored head is not the one of its leaves",
        ),
    ],
)
def test_finds_a_changed_log(homes: Homes, statement: str, log: str, wrong: str):
    change(homes, statement)
    code, out, _ = homes.run("BE", "ledger", "verify", "--json")
    document = json.loads(out)
    assert (code, document["ok"]) == (1, False)
    assert {c["log"]: c["wrong"] for c in document["logs"] if c["wrong"]} == {log: wrong}


def test_finds_a_log_that_was_rolled_back_behind_the_partner_s_cosignature(homes: Homes):
    before = homes("BE", "ledger", "head")["logs"][1]
    assert (before["size"], before["cosigned_size"]) == (2, 2)
    with sqlite3.connect(homes.folder / "BE" / "node.sqlite") as database:
        (first,) = database.execute("SELECT id FROM acts WHERE log = 'pair/RU' AND position = 0").fetchone()
        for gone in (
            "DELETE FROM receipts WHERE act IN (SELECT id FROM acts WHERE log = 'pair/RU' AND position = 1)",
            "DELETE FROM acts WHERE log = 'pair/RU' AND position = 1",
        ):
            database.execute(gone)
        root = leaf_hash(bytes.fromhex(first))
        database.execute("UPDATE log_heads SET size = 1, root = ? WHERE log = 'pair/RU'", (root,))
    database.close()
    code, out, _ = homes.run("BE", "ledger", "verify")
    assert code == 1
    assert "pair/RU: it does not extend the head of 2 entries that the partner cosigned" in out
