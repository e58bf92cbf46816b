"""Who stands for a role: watches by people of that authority, of accredited people, with sealed addresses."""

from datetime import timedelta
from hashlib import sha256

import pytest

from comity.acts.act import read_header
from comity.acts.ports import OWN_LOG
from comity.demo.world import World, engage
from comity.errors import AccreditationExpired, BadInput, NotAllowed, UnknownPerson, WrongRole
from comity.exchange import rosters
from comity.model.duty import Contact, Watch, Way
from comity.model.people import Pseudonym, Role
from duty.staff import MARKED, can_send, deputy, has_contact, hook_to, mail_to, name_of, on_watch, seat
from stories.exchange import BE, RU


def standing(world: World, *roles: Role, hours: float = 0) -> list[str]:
    at = world.now + timedelta(hours=hours)
    return [str(p.pseudonym) for p in rosters.ladder(world["BE"].node, roles, at)]


def watch(world: World, role: Role, *people: str, hours: float = 8) -> Watch:
    return Watch(
        authority=seat(world["BE"], role),
        role=role,
        starts_at=world.now,
        ends_at=world.now + timedelta(hours=hours),
        people=tuple(map(Pseudonym, people)),
    )


# ── watches ─────────────────────────────────────────────────────────────────────────────────────
def test_people_stand_in_order_from_the_first_instant_until_the_last(world: World):
    second = deputy(world, "BE", Role.SPOC_DUTY, 2).person.pseudonym
    first = name_of(world["BE"], Role.SPOC_DUTY)
    on_watch(world, "BE", Role.SPOC_DUTY, first, second, hours=8)
    assert standing(world, Role.SPOC_DUTY) == [first, second]
    assert standing(world, Role.SPOC_DUTY, hours=7.999) == [first, second]
    assert standing(world, Role.SPOC_DUTY, hours=8) == []
    assert standing(world, Role.SPOC_DUTY, hours=-1) == []


def test_a_later_watch_counts_where_two_overlap_and_nobody_may_stand_in_it(world: World):
    first, second = name_of(world["BE"], Role.SPOC_DUTY), deputy(world, "BE", Role.SPOC_DUTY, 2)
    on_watch(world, "BE", Role.SPOC_DUTY, first, hours=24)
    on_watch(world, "BE", Role.SPOC_DUTY, second.person.pseudonym, hours=2)
    assert standing(world, Role.SPOC_DUTY) == [second.person.pseudonym]
    assert standing(world, Role.SPOC_DUTY, hours=3) == [first]
    on_watch(world, "BE", Role.SPOC_DUTY, hours=1)
    assert standing(world, Role.SPOC_DUTY) == []


def test_roles_stand_in_the_order_they_are_asked_and_each_person_once(world: World):
    be = world["BE"]
    judge, magistrate = name_of(be, Role.JUDGE), name_of(be, Role.DUTY_MAGISTRATE)
    both = engage(be, Role.DUTY_MAGISTRATE, seat(be, Role.JUDGE).code, be.since, name=judge)
    on_watch(world, "BE", Role.JUDGE, judge)
    on_watch(world, "BE", Role.DUTY_MAGISTRATE, magistrate, both.person.pseudonym)
    assert standing(world, Role.DUTY_MAGISTRATE, Role.JUDGE) == [magistrate, judge]
    assert standing(world, Role.JUDGE, Role.DUTY_MAGISTRATE) == [judge, magistrate]


def test_who_is_no_longer_accredited_stands_for_nothing(world: World):
    be = world["BE"]
    leaver = engage(be, Role.DPO, "BE/SPOC", be.since, name="be-leaver", days=1)
    on_watch(world, "BE", Role.DPO, leaver.person.pseudonym, hours=20)
    on_watch(world, "BE", Role.DPO, name_of(be, Role.DPO), start=world.now + timedelta(hours=20))
    assert standing(world, Role.DPO) == ["be-leaver"]
    with pytest.raises(AccreditationExpired, match="L1"):
        on_watch(world, "BE", Role.DPO, leaver.person.pseudonym, hours=25)


def test_only_people_of_an_authority_set_its_roster(world: World):
    be = world["BE"]
    judge = name_of(be, Role.JUDGE)
    court = watch(world, Role.JUDGE, judge)
    with pytest.raises(NotAllowed, match="set by people of BE/COURT/brussels"):
        rosters.set_watch(be.node, court, be[Role.SUPERVISOR], world.now)
    with pytest.raises(WrongRole):
        rosters.set_watch(be.node, watch(world, Role.SPOC_DUTY), be[Role.OFFICER], world.now)
    rosters.set_watch(be.node, court, be[Role.JUDGE], world.now)
    assert standing(world, Role.JUDGE) == [judge]


def test_refuses_strangers_doubles_and_times_that_are_none(world: World):
    be, first = world["BE"], name_of(world["BE"], Role.SPOC_DUTY)
    by = be[Role.SUPERVISOR]
    with pytest.raises(UnknownPerson):
        rosters.set_watch(be.node, watch(world, Role.SPOC_DUTY, name_of(be, Role.DPO)), by, world.now)
    with pytest.raises(BadInput):
        rosters.set_watch(be.node, watch(world, Role.SPOC_DUTY, first, first), by, world.now)
    with pytest.raises(BadInput):
        rosters.set_watch(be.node, watch(world, Role.SPOC_DUTY, first, hours=0), by, world.now)


def test_a_watch_is_signed_by_the_person_and_names_nobody_outside_its_body(world: World):
    be, first = world["BE"], name_of(world["BE"], Role.SPOC_DUTY)
    on_watch(world, "BE", Role.SPOC_DUTY, first, hours=8)
    (stored,) = be.node.store.read(lambda r: r.acts_of("duty/BE/SPOC"))
    assert dict(read_header(stored.statement).marks) == {
        "role": "SPOC_DUTY",
        "starts": "2019-10-31T09:00:00Z",
        "ends": "2019-10-31T17:00:00Z",
    }
    assert first.encode() not in stored.statement
    assert b'"person":{' in stored.signatures


# ── ways to people ──────────────────────────────────────────────────────────────────────────────
def test_a_person_sets_their_own_ways_and_the_operator_anybodys(world: World):
    can_send(world)
    be = world["BE"]
    duty, dpo = name_of(be, Role.SPOC_DUTY), name_of(be, Role.DPO)
    rosters.set_contact(be.node, duty, (mail_to(duty), hook_to(duty)), be[Role.SPOC_DUTY], world.now)
    rosters.set_contact(be.node, dpo, (mail_to(dpo),), be[Role.SYSADMIN], world.now)
    assert rosters.contacts_of(be.node, duty) == (mail_to(duty), hook_to(duty))
    assert rosters.contacts_of(be.node, dpo) == (mail_to(dpo),)
    with pytest.raises(NotAllowed):
        rosters.set_contact(be.node, dpo, (), be[Role.SUPERVISOR], world.now)
    with pytest.raises(UnknownPerson):
        rosters.set_contact(be.node, Pseudonym("nobody"), (), be[Role.SYSADMIN], world.now)


def test_only_ways_that_the_node_can_send_by_count(world: World):
    be, duty = world["BE"], name_of(world["BE"], Role.SPOC_DUTY)
    elsewhere = Contact(way=Way.WEBHOOK, to="https://pager.example.attacker.example/x")
    rosters.set_contact(
        be.node, duty, (mail_to(duty), hook_to(duty), elsewhere), be[Role.SPOC_DUTY], world.now
    )
    assert rosters.contacts_of(be.node, duty) == ()  # no mail server, no host is configured
    can_send(world)
    assert rosters.contacts_of(world["BE"].node, duty) == (mail_to(duty), hook_to(duty))


def test_a_new_address_erases_the_one_before(world: World):
    can_send(world)
    be, duty = world["BE"], name_of(world["BE"], Role.SPOC_DUTY)
    has_contact(world, "BE", duty)
    rosters.set_contact(be.node, duty, (hook_to(duty),), be[Role.SPOC_DUTY], world.now)
    first, second = (
        a for a in be.node.store.read(lambda r: r.acts_of(f"account/{duty}")) if a.kind == "contact.set"
    )
    assert (first.content, second.content is None) == (None, False)
    assert rosters.contacts_of(be.node, duty) == (hook_to(duty),)


def test_with_the_accounts_key_its_addresses_are_gone(world: World):
    can_send(world)
    be, duty = world["BE"], name_of(world["BE"], Role.SPOC_DUTY)
    has_contact(world, "BE", duty)
    (world.folder / "BE" / "keys" / sha256(f"account/{duty}".encode()).hexdigest()).unlink()
    assert rosters.contacts_of(be.node, duty) == ()


@pytest.mark.parametrize(
    ("way", "address"),
    [
        (Way.SMTP, "duty at police"),
        (Way.SMTP, "a@b.example\nBcc: all@b.example"),
        (Way.SMTP, "a@b.example, c@b.example"),
        (Way.SMTP, "<a@b.example>"),
        (Way.SMTP, "a" * 250 + "@b.example"),
        (Way.WEBHOOK, "ftp://pager.example/x"),
        (Way.WEBHOOK, "https://user:secret@pager.example/x"),
        (Way.WEBHOOK, "https://pager.example/x#y"),
        (Way.WEBHOOK, "https://pager.example/x y"),
        (Way.WEBHOOK, "https://pager.example\\@attacker.example/"),
    ],
)
def test_refuses_an_address_that_could_mean_something_else_and_never_repeats_it(
    world: World, way: Way, address: str
):
    be, duty = world["BE"], name_of(world["BE"], Role.SPOC_DUTY)
    with pytest.raises(BadInput) as refused:
        rosters.set_contact(be.node, duty, (Contact(way=way, to=address),), be[Role.SPOC_DUTY], world.now)
    assert address not in str(refused.value)


def test_an_address_rests_sealed_and_stands_in_no_header_log_or_other_file(world: World):
    can_send(world)
    be, duty = world["BE"], name_of(world["BE"], Role.SPOC_DUTY)
    has_contact(world, "BE", duty)
    rosters.set_contact(be.node, duty, (mail_to(duty), hook_to(duty)), be[Role.SPOC_DUTY], world.now)
    leaves = be.node.store.read(lambda r: [r.act(leaf) for leaf in r.leaves(OWN_LOG)])
    assert not any(MARKED.encode() in a.statement + a.signatures for a in leaves)
    world.close()
    files = [f for f in world.folder.rglob("*") if f.is_file()]
    assert len(files) > 10
    assert [f.name for f in files if MARKED.encode() in f.read_bytes()] == []


def test_a_roster_tells_a_partner_nothing_but_what_it_is_told(world: World):
    before = world["BE"].node.store.read(lambda r: len(r.leaves(f"pair/{RU}")))
    has_contact(world, "BE", name_of(world["BE"], Role.SPOC_DUTY))
    on_watch(world, "BE", Role.DPO, name_of(world["BE"], Role.DPO))
    world.later(minutes=1)
    assert world["BE"].node.store.read(lambda r: len(r.leaves(f"pair/{RU}"))) == before
    assert world["RU"].node.store.read(lambda r: r.acts_of(f"duty/{BE}/SPOC")) == ()
