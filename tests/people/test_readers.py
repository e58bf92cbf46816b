"""Who sees accounts, tokens, logs and open calls: the roles that have business with them, and no other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.acts.signing import Hand
from comity.demo.world import World
from comity.errors import UnknownPerson, WrongRole
from comity.exchange import ledgers, notices
from comity.model.people import Pseudonym, Role
from comity.model.requests import Urgency
from comity.people import accounts, tokens
from stories.exchange import sent

OVERSEE = {Role.DPO, Role.DPA_INSPECTOR, Role.AUDITOR}
WATCH_ACCOUNTS = OVERSEE | {Role.ACCREDITATION_OFFICER, Role.SYSADMIN}
SEE_WHO_IS_THERE = WATCH_ACCOUNTS | {
    Role.SUPERVISOR,
    Role.SPOC_DUTY,
    Role.PROSECUTOR,
    Role.JUDGE,
    Role.DUTY_MAGISTRATE,
    Role.CA_LAWYER,
    Role.MINISTER_DELEGATE,
}
SEE_LOGS = OVERSEE | {Role.SYSADMIN}
SEE_CALLS = OVERSEE | {Role.SYSADMIN, Role.OFFICER, Role.SUPERVISOR, Role.SPOC_DUTY, Role.LEGAL_OFFICER}


def somebody(world: World, role: Role) -> Hand:
    """Return a person in a role, who is nobody else here."""
    known = world["BE"][Role.OFFICER]
    return replace(known, person=replace(known.person, pseudonym=Pseudonym("be-somebody"), role=role))


@pytest.mark.parametrize("role", list(Role))
def test_shows_the_accounts_of_all_to_who_watches_assigns_or_calls(world: World, role: Role):
    be, by = world["BE"].node, somebody(world, role)
    if role in SEE_WHO_IS_THERE:
        assert "be-officer" in {a.person.pseudonym for a in accounts.staff(be, by)}
    else:
        with pytest.raises(WrongRole):
            accounts.staff(be, by)


@pytest.mark.parametrize("role", list(Role))
def test_shows_one_account_to_its_person_and_to_who_watches(world: World, role: Role):
    be, by = world["BE"].node, somebody(world, role)
    if role in WATCH_ACCOUNTS:
        assert accounts.account(be, Pseudonym("be-officer"), by).pseudonym == "be-officer"
        with pytest.raises(UnknownPerson):
            accounts.account(be, Pseudonym("be-nobody"), by)
    else:
        for name in ("be-officer", "be-nobody"):  # nor is it told who has an account
            with pytest.raises(WrongRole):
                accounts.account(be, Pseudonym(name), by)
    officer = world["BE"][Role.OFFICER]
    assert accounts.account(be, officer.person.pseudonym, officer).pseudonym == "be-officer"


@pytest.mark.parametrize("role", list(Role))
def test_shows_the_tokens_of_all_to_who_watches_and_to_others_their_own(world: World, role: Role):
    be = world["BE"]
    until = world.now + timedelta(days=9)
    theirs, _ = tokens.issue(be.node, be[Role.OFFICER], "the evening run", until, world.now)
    seen = {t.id for t in tokens.tokens(be.node, somebody(world, role))}
    assert seen == ({theirs} if role in WATCH_ACCOUNTS else set())
    assert [t.id for t in tokens.tokens(be.node, be[Role.OFFICER])] == [theirs]


@pytest.mark.parametrize("role", list(Role))
def test_shows_the_logs_to_the_operator_and_to_who_oversees(world: World, role: Role):
    be, by = world["BE"].node, somebody(world, role)
    for deep in (False, True):
        if role in SEE_LOGS:
            assert [log.log for log in ledgers.check_logs(be, by, deep=deep)] == ["own", "pair/RU"]
        else:
            with pytest.raises(WrongRole):
                ledgers.check_logs(be, by, deep=deep)


@pytest.mark.parametrize("role", list(Role))
def test_shows_the_open_calls_to_who_may_call_and_to_others_those_for_their_role(world: World, role: Role):
    matter, be = sent(world), world["BE"]
    for called in (Role.JUDGE, Role.TRANSLATOR):
        notices.call(be.node, matter, (called,), Urgency.URGENT, be[Role.SPOC_DUTY], world.now)
    seen = {r for c in notices.open_calls(be.node, world.now, somebody(world, role)) for r in c.roles}
    every = {Role.JUDGE, Role.TRANSLATOR}
    assert seen == (every if role in SEE_CALLS else every & {role})


def test_asks_nobody_at_the_nodes_own_machine(world: World):
    be = world["BE"].node
    assert accounts.staff(be)
    assert accounts.account(be, Pseudonym("be-officer"))
    assert tokens.tokens(be) == ()
    assert len(ledgers.check_logs(be, deep=False)) == 2
    assert notices.open_calls(be, world.now) == ()
