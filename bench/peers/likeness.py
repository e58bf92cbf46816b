"""Score pairs by nomenklatura's logic-v2: JSON lines in, one score a line out, seconds a pass on stderr.

It runs in the peers' own environment (README.md). Every entity has an id of its own, since nomenklatura keeps
names by id.
"""

import gc
import json
import sys
from time import process_time

from followthemoney import EntityProxy
from nomenklatura.matching import get_algorithm


def entity(number: int, name: str, born: str) -> EntityProxy:
    """Return one person as nomenklatura takes it."""
    properties = {"name": [name], **({"birthDate": [born]} if born else {})}
    return EntityProxy.from_dict({"id": f"person-{number}", "schema": "Person", "properties": properties})


def main() -> None:
    """Score every pair in as many passes as asked: the first fills the caches of name parts."""
    pairs = [json.loads(line) for line in sys.stdin]
    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()
    first = entity(-1, "Anna Maes", "1980"), entity(-2, "Anna Mais", "1981")
    algorithm.compare(*first, config)  # it loads its tables now, not in the first pair
    gc.collect()
    gc.freeze()
    number, seconds, scores = 0, [], []
    for _ in range(int(sys.argv[1])):
        start = process_time()
        scores = []
        for pair in pairs:
            held = entity(number, pair["held"], pair["held_born"])
            asked = entity(number + 1, pair["asked"], pair["asked_born"])
            scores.append(algorithm.compare(held, asked, config).score)
            number += 2
        seconds.append(process_time() - start)
    print(*scores, sep="\n")
    print(*seconds, file=sys.stderr)


if __name__ == "__main__":
    main()
