"""Make the test vectors of the protocol: `python docs/vectors/make.py` writes them beside this file.

Everything comes of fixed seeds, save what the algorithms draw themselves: an ML-DSA signature, an HPKE
encapsulation, and what holds one. In a vector `given` and `expect` come out alike at every run, `drawn`
does not. docs/protocol.md section 16 says how to read them; tests/test_vectors.py checks them.
"""

import json
import secrets
import sys
from pathlib import Path
from unittest.mock import patch

from basics import canonical, certificates, keys, lengths, trees
from lines import files as courier_files
from lines import lines
from names import match
from releases import proof, release
from shown import shown
from traffic import acts, envelopes, heads, pair, write_acts
from world import Json, World, stream


def build() -> dict[str, list[Json]]:
    """Make all vectors, by file."""
    world = World()
    with patch.object(secrets, "token_bytes", stream("drawn")):
        files = {
            "canonical": canonical(),
            "bytes": lengths(),
            "trees": trees(),
            "keys": keys(),
            "certificates": certificates(world),
            "pair": pair(world),
            "match": match(),
            "line": [*lines(world), *courier_files(world)],
        }
        write_acts(world)
        files |= {"acts": acts(world), "envelopes": envelopes(world), "heads": heads(world)}
        files |= {"releases": release(world), "proof": proof(world), "texts": shown(world)}
    return files | {"papers": list(world.papers.values())}


def main(folder: Path) -> None:
    """Write the files."""
    for name, vectors in build().items():
        text = json.dumps(vectors, indent=1, ensure_ascii=False)
        (folder / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
