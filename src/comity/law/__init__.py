"""The law: from what is asked to what may be done, and why. Pure; wiring reads the files.

`parse_rules`, `parse_profiles`, `parse_agreements` read the law; `weigh(weighing, rulebook)` decides;
`explain`, `mirror`, `disclose`, `leaving` say it; `replay` repeats it.
"""

from comity.law.agreementfile import parse_agreements
from comity.law.disclosure import Disclosure, Leaving, disclose, is_masked, leaving
from comity.law.explain import explain, word
from comity.law.facts import Facts, UnitFacts, establish, unit_of
from comity.law.fairness import Difference, mirror
from comity.law.gate import decide, weigh
from comity.law.instruments import adopt, relation_on
from comity.law.national import ProfileBook, parse_profiles
from comity.law.replay import canonical, inputs_digest, is_replayed, replay
from comity.law.rulebook import Rulebook, parse_rules
from comity.law.weighing import Circumstances, Danger, Grant, Weighing

__all__ = [
    "Circumstances",
    "Danger",
    "Difference",
    "Disclosure",
    "Facts",
    "Grant",
    "Leaving",
    "ProfileBook",
    "Rulebook",
    "UnitFacts",
    "Weighing",
    "adopt",
    "canonical",
    "decide",
    "disclose",
    "establish",
    "explain",
    "inputs_digest",
    "is_masked",
    "is_replayed",
    "leaving",
    "mirror",
    "parse_agreements",
    "parse_profiles",
    "parse_rules",
    "relation_on",
    "replay",
    "unit_of",
    "weigh",
    "word",
]
