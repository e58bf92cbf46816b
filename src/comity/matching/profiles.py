"""The two frozen profiles of match keys: strict for lists of 10^6 records, wide for lists of 10^5.

The numbers are bits, chosen so that over all templates together a stranger meets at most 0.12 records in a
strict list and 0.05 in a wide one. They were fitted on persons that `bench/keys.py` draws by the rules of
their languages; how far to go was settled by looks at the public test data (decision 21). The order counts:
what many parts make many of stands last. A change of a line is a new norm version (`keys.NORM`).
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
    "T*/y 17.25",
    "F*/yd 19",
    "F*/ym 19",
    "F*/md 21.5",
    "Fp/full 21",
    "C*/full 22",
    "Cp/full 24",
    "C*/y 22",
    "Fb/full 20",
)
WIDE = _profile(
    "wide",
    "S*/full 16",
    "T*/y 13.5",
    "F*/md 14.5",
    "Fp/full 17",
    "C*/full 14.5",
    "Cp/full 19",
    "Fb/full 12",
    "Fi/full 19",
    "C*/y 18",
)
PROFILES: Mapping[str, Profile] = {profile.name: profile for profile in (STRICT, WIDE)}
