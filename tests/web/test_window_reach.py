"""A matter's page says who cannot be reached, as long as something waits here to be sent."""

import pytest

from comity.exchange import cases
from comity.exchange.reach import Because
from comity.model.people import Role
from comity.web.window_reach import BECAUSE
from duty.staff import can_send, three_on_duty
from stories.exchange import answered, approved, dangerous, drafted, warned_of
from web.visiting import opened

UNKNOWN = "Belgium: whether the duty desk can be reached is not known"


@pytest.mark.parametrize("step", [drafted, approved])
def test_a_drafts_page_says_who_cannot_be_reached_before_it_is_sent(world, step):
    number = step(world).partition("/")[2]
    with opened(world) as visitor:
        visitor.get(f"/cases/{number}")
        text = visitor.main()
    assert (
        f"Who cannot be reached Read this before anything is sent; it holds nothing back. {UNKNOWN}" in text
    )


def test_the_page_says_it_no_more_when_it_was_sent(world):
    matter, ru = approved(world), world["RU"]
    cases.send(ru.node, matter, ru[Role.SPOC_DUTY], world.now)
    with opened(world) as visitor:
        visitor.get(f"/cases/{matter.partition('/')[2]}")
        assert "Who cannot be reached" not in visitor.main()


def test_a_warnings_page_names_the_roles_that_nobody_stands_for(world):
    number = warned_of(world, dangerous()).partition("/")[2]
    with opened(world) as visitor:
        visitor.look_as("BE", "OFFICER")
        visitor.get(f"/alerts/{number}")
        text = visitor.main()
    for gap in (
        "Russia: whether the duty desk can be reached is not known",
        "Duty desk: nobody stands on the roster",
        "Duty magistrate / Judge: nobody stands on the roster",
        "Data protection officer: nobody stands on the roster",
    ):
        assert gap in text


def test_the_page_names_no_gap_that_is_filled(world):
    number = warned_of(world, dangerous()).partition("/")[2]
    can_send(world)
    three_on_duty(world, "BE", Role.SPOC_DUTY)
    three_on_duty(world, "BE", Role.DUTY_MAGISTRATE)
    with opened(world) as visitor:
        visitor.look_as("BE", "OFFICER")
        visitor.get(f"/alerts/{number}")
        text = visitor.main()
    assert "Duty desk: nobody" not in text
    assert "Judge: nobody" not in text
    assert "Data protection officer: nobody stands on the roster" in text


def test_the_page_of_an_answer_says_it_too(world):
    number = answered(world).partition("/")[2]
    with opened(world) as visitor:
        visitor.look_as("BE", "OFFICER")
        visitor.get(f"/cases/{number}")
        assert "Russia: whether the duty desk can be reached is not known" in visitor.main()


def test_a_page_in_french_says_it_in_french(world):
    number = drafted(world).partition("/")[2]
    with opened(world) as visitor:
        visitor.get(f"/cases/{number}?lang=fr")
        text = visitor.main()
    assert "Qui ne peut pas être joint" in text
    assert "Belgique : on ne sait pas si la permanence peut être jointe" in text


def test_every_reason_has_words():
    assert set(BECAUSE) == set(Because) - {Because.ON_DUTY}
