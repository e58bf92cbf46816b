"""What a fact reads is found in its code, through whatever it calls."""

import pytest

from comity.law.naming import vocabulary
from comity.law.reads import readers_of, reads


@pytest.mark.parametrize(
    ("fact", "attribute"),
    [
        ("subjects.own_national", "nationalities"),
        ("offence.rests_on_ties_alone", "attributable"),  # in a function that the fact calls
        ("regime.led", "kept_under"),  # in a slot, which the view works out by a method
        ("regime.led", "kind"),
        ("item.from_open_case", "open_case"),  # through a method of the view
        ("transfer.danger_derogation", "to_life"),  # through another fact
        ("offence.lapsed", "suspensions"),  # in another room of the law, through a chain of calls
        ("abuse.soon_after_protection", "protected_since"),
        ("item.retention_over", "retention_until"),
    ],
)
def test_finds_what_a_fact_reads_directly_or_through_what_it_calls(fact, attribute):
    assert attribute in reads(fact)
    assert fact in readers_of(attribute)


@pytest.mark.parametrize(
    ("fact", "attribute"),
    [
        ("type.T02", "nationalities"),
        ("offence.fiscal", "committed_on"),
        ("court.hold", "attributable"),
    ],
)
def test_finds_nothing_that_a_fact_does_not_read(fact, attribute):
    assert attribute not in reads(fact)
    assert fact not in readers_of(attribute)


def test_a_deed_is_read_by_one_fact_alone():
    assert readers_of("attributable") == {"offence.rests_on_ties_alone"}
    assert readers_of("retention_until") == {"item.retention_over"}
    assert readers_of("no_such_attribute") == frozenset()
    assert set(vocabulary()) >= readers_of("request")
