"""The two frozen profiles of match keys: strict for lists of 10^6 records, wide for lists of 10^5.

The numbers are bits, chosen so that over all templates together a stranger meets at most 0.12 records in a
strict list and 0.05 in a wide one. They were fitted on the half `fit` of the persons that `bench/keys.py`
draws by the rules of their languages, after two looks at the public test data (decision 21). A change of a
line is a new norm version (`keys.NORM`).
"""

from collections.abc import Mapping

from comity.matching.keys import Profile, Template


def _profile(name: str, *lines: str) -> Profile:
    """Read templates written as `component/date bits`."""
    templates = []
    for line in lines:
        kind, bits = line.split()
        component, date = kind.split("/")
        templates.append(Template(kind, component, date, float(bits)))
    return Profile(name, tuple(templates))


STRICT = _profile(
    "strict",
    "S*/full 16",
    "F*/full 18",
    "C*/full 22",
    "F*/yd 20",
    "F*/ym 20.5",
    "F*/md 21",
    "F*/y 17.75",
    "Fp/full 23",
    "Fe/full 20.5",
    "Cp/full 24",
    "Fi/full 27",
)
WIDE = _profile(
    "wide",
    "S*/full 16",
    "F*/full 14",
    "F*/y 13.5",
    "F*/md 15.5",
    "C*/full 16",
    "Fe/full 16",
    "Cp/full 20",
    "Sp/ym 22",
    "Fs/full 22",
    "Fi/full 19",
    "Sp/yd 26.5",
)
PROFILES: Mapping[str, Profile] = {profile.name: profile for profile in (STRICT, WIDE)}
