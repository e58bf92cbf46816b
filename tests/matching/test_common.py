"""What likeness counts as common is what the table counts by which keys are made."""

from math import log2

from comity.matching.common import shares
from comity.wiring import name_table


def test_common_forms_say_what_the_shipped_table_says():
    table = name_table()
    counted: dict[str, float] = {}
    for form in (table.fine, table.sound):
        for value, share in form.shares.items():
            counted[value] = max(counted.get(value, 0), share)
    assert shares() == {value: round(-2 * log2(share)) * 50 for value, share in counted.items()}


def test_the_more_carry_a_name_the_less_it_says():
    common = shares()
    assert common["nguien"] < common["mohamed"] < common["ivanov"] < 1400
