"""Write the common forms of `matching/common.py` anew, from the shipped table of name statistics.

`python bench/common.py`, after the table or the reading of names has changed.
"""

import re
from collections import defaultdict
from math import log2
from pathlib import Path
from textwrap import wrap

from comity.matching import common
from comity.wiring import name_table

WIDTH = 110


def halves() -> dict[str, int]:
    """Return the halves of a bit that each common form says, by its letters or by its sound."""
    table = name_table()
    found: dict[str, int] = {}
    for form in (table.fine, table.sound):
        for value, share in form.shares.items():
            found[value] = min(found.get(value, 99), round(-log2(share) * 2))
    return found


def text() -> str:
    """Return them line by line: halves of a bit, a colon, the forms."""
    lines = defaultdict(list)
    for form, said in sorted(halves().items()):
        lines[said].append(form)
    return "".join(
        f"{said}: {line}\n"
        for said, forms in sorted(lines.items())
        for line in wrap(" ".join(forms), WIDTH - 4, break_long_words=False)
    )


def main() -> None:
    """Write the file."""
    file = Path(common.__file__)
    before = file.read_text(encoding="utf-8")
    file.write_text(re.sub('(?<=_HALVES = """\n)[^"]*', lambda _: text(), before), encoding="utf-8")
    print(f"{file.name}: {len(halves())} forms of table {name_table().version}")


if __name__ == "__main__":
    main()
