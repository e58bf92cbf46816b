"""A matter's page says what is missing, and how a draft may fare at the partner."""

import pytest

from comity.exchange import outcomes
from comity.model.people import Role
from stories.exchange import answered, drafted, sent, warned_of
from web.visiting import opened


@pytest.mark.source("C0-3")
def test_a_drafts_page_says_which_rules_it_may_meet_at_the_partner(world):
    number = drafted(world).partition("/")[2]
    with opened(world) as visitor:
        visitor.get(f"/cases/{number}")
        text = visitor.main()
    assert "What Belgium may answer" in text
    assert "This is our own assessment of the law of BE as it is known here." in text
    assert "Only they know q1, q2: needs the judge: Code of Criminal Procedure" in text
    assert "if the item belongs to an open case against the person (R-JUDGE)" in text


@pytest.mark.source("C0-3")
def test_a_drafted_warnings_page_says_it_too(world):
    number = warned_of(world, None).partition("/")[2]
    with opened(world) as visitor:
        visitor.look_as("BE", "OFFICER")
        visitor.get(f"/alerts/{number}")
        text = visitor.main()
    assert "This is our own assessment of the law of RU as it is known here." in text


def test_a_page_in_french_says_it_in_french(world):
    number = drafted(world).partition("/")[2]
    with opened(world) as visitor:
        visitor.get(f"/cases/{number}?lang=fr")
        text = visitor.main()
    assert "Ce que pourrait répondre cet État" in text
    assert "q1, q2 : demande l'accord : le juge : Code d'instruction criminelle" in text
    assert "si l'élément relève d'une affaire en cours contre la personne (R-JUDGE)" in text


def test_what_was_sent_or_came_in_is_foreseen_no_more(world):
    number = sent(world).partition("/")[2]
    with opened(world) as visitor:
        for state in ("RU", "BE"):
            visitor.look_as(state, "OFFICER")
            visitor.get(f"/cases/{number}")
            assert "may answer" not in visitor.main()


def test_the_operator_is_told_neither(world):
    number = drafted(world).partition("/")[2]
    with opened(world) as visitor:
        visitor.look_as("RU", "SYSADMIN")
        visitor.get(f"/cases/{number}")
        assert "may answer" not in visitor.main()
        assert "The operator sees no grounds." in visitor.main()


def test_a_page_names_the_orders_that_are_missing(world):
    matter, be = answered(world), world["BE"]
    outcomes.weigh_now(be.node, matter, be[Role.OFFICER], world.now)
    with opened(world) as visitor:
        visitor.look_as("BE", "OFFICER")
        visitor.get(f"/cases/{matter.partition('/')[2]}")
        assert "What is missing: identity, file: the judge + the legal officer" in visitor.main()


def test_what_is_missing_is_said_in_french(world):
    matter, be = answered(world), world["BE"]
    outcomes.weigh_now(be.node, matter, be[Role.OFFICER], world.now)
    with opened(world) as visitor:
        visitor.look_as("BE", "OFFICER")
        visitor.get(f"/cases/{matter.partition('/')[2]}?lang=fr")
        assert "identity, file : le juge + le juriste" in visitor.main()
