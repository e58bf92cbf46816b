"""What is kept of a weighing decides as the whole did, and holds no content."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from comity.acts.plain import from_plain, to_plain
from comity.law import establish, weigh
from comity.law.bare import Bare, bare
from comity.law.body import parse_law
from comity.law.view import View
from comity.law.weighing import Grant
from comity.model.accusations import Accusation, Deed
from comity.model.assurances import Assurance, AssuranceKind
from comity.model.authorisations import Order, OrderedItem, OrderKind
from comity.model.parties import Channel
from comity.model.people import Role
from comity.model.profiles import Confidence, ProfileValue, Relation, RelationStatus
from law.sample import ITEM, OFFENCE, REQUEST, SUBJECT, WEIGHING
from law.shipped import ROOM, RULES, files, in_turn, situations

ROOMS = ("catalogue", "rules", "profiles", "agreements", "designations")
LAW = parse_law(**{room: files(ROOM / room) for room in ROOMS}, demo=True)
SITUATIONS = {situation.id: situation.weighing for situation in situations()}


def again(weighing):
    """Return a weighing as it is kept, under the law of the situation itself."""
    kept = bare(weighing)
    names = ("request", "items", "orders", "consents", "packages", "circumstances", "danger")
    orders = tuple(replace(order, matter=weighing.matter) for order in kept.orders)
    return replace(weighing, **{name: getattr(kept, name) for name in names} | {"orders": orders})


@pytest.mark.parametrize("label", in_turn(SITUATIONS))
def test_the_same_facts_are_found_in_what_is_kept(label):
    whole, kept = establish(SITUATIONS[label]), establish(again(SITUATIONS[label]))
    assert (kept.message.true, kept.message.known) == (whole.message.true, whole.message.known)
    assert [(i.true, i.known, i.names) for i in kept.items] == [
        (i.true, i.known, i.names) for i in whole.items
    ]
    assert [(o.true, o.known) for o in kept.offences] == [(o.true, o.known) for o in whole.offences]


@pytest.mark.parametrize("label", in_turn(SITUATIONS))
def test_what_is_kept_is_decided_as_the_whole_was(label):
    whole, kept = weigh(SITUATIONS[label], RULES), weigh(again(SITUATIONS[label]), RULES)
    assert (kept.outcome, kept.partial, kept.conditions) == (whole.outcome, whole.partial, whole.conditions)
    assert [i.outcome for i in kept.items] == [i.outcome for i in whole.items]


@pytest.mark.parametrize("label", in_turn(SITUATIONS))
def test_what_is_kept_can_be_written_and_read(label):
    kept = bare(SITUATIONS[label])
    assert from_plain(Bare, json.loads(json.dumps(to_plain(kept)))) == kept


DEED = Deed(on=date(2019, 3, 2), what="He paid for a car.", source="A neighbour of his", grading="B2")


def test_no_content_is_kept():
    subject = replace(SUBJECT, label="velin", name="Arkady Velin", born="1978-05-14", document="AB123456")
    request = replace(
        REQUEST,
        reference="RU-BE-2019-000001",
        subjects=(subject,),
        offences=(replace(OFFENCE, articles=("159 UK RF",), accusation=Accusation(deeds=(DEED,))),),
        facts="Invoices were paid.",
        link_to_recipient="The seat is in Liege.",
        necessity="Only this file shows it.",
        urgency_reason="He travels tomorrow.",
        questions=(replace(REQUEST.questions[0], text="What is held on Velin?", subject="velin"),),
    )
    items = (replace(ITEM, id="velin-file", subject="velin"),)
    promised = Assurance(kind=AssuranceKind.FAIR_TRIAL, giver=REQUEST.sender, text="promise-for-velin")
    circumstances = replace(
        WEIGHING.circumstances,
        form_defects=("The stamp of Velin's lawyer is missing.",),
        assurances=(promised,),
    )
    weighing = replace(WEIGHING, request=request, items=items, circumstances=circumstances)
    said = json.dumps(to_plain(bare(weighing)))
    content = ("elin", "1978", "AB123", "nvoices", "Liege", "Only this", "tomorrow", "stamp", "000001")
    content += ("He paid", "neighbour")
    assert [text for text in content if text in said] == []


def test_a_birth_date_is_kept_as_minor_or_not():
    young = replace(SUBJECT, born="2010-01-01", minor=False)
    assert (
        bare(replace(WEIGHING, request=replace(REQUEST, subjects=(young,)))).request.subjects[0].minor is True
    )


def test_an_age_is_counted_at_the_deciding_authoritys_day():
    """At 20:00 UTC on 2 March it is the 3rd in Tokyo: whoever is eighteen on that day is no minor there."""
    grown = replace(SUBJECT, born="2008-03-03", minor=False)
    late = replace(
        WEIGHING,
        on=datetime(2026, 3, 2, 20, tzinfo=UTC),
        request=replace(REQUEST, subjects=(grown,), offences=()),
    )
    assert bare(late).request.subjects[0].minor is True
    assert bare(replace(late, zone=TOKYO)).request.subjects[0].minor is False


# ── weighed again ───────────────────────────────────────────────────────────────────────────────
TOKYO = ZoneInfo("Asia/Tokyo")
ADOPTED = ProfileValue(
    value=False,
    valid_from=date(2020, 1, 1),
    source="s",
    checked_on=date(2026, 1, 1),
    confidence=Confidence.STATED,
    adopted=True,
)


def test_is_weighed_again_under_the_profiles_that_two_persons_adopted_for_either_side():
    by_act = {"BE": {"led_applies": (ADOPTED,)}, "TR": {"convention_108": (ADOPTED,)}}
    kept = bare(WEIGHING).under(LAW, by_act)
    assert kept.own == LAW.profile("BE", by_act["BE"])
    assert kept.partner == LAW.profile("TR", by_act["TR"])


def test_an_order_of_a_judge_still_lets_its_items_go():
    order = Order(
        kind=OrderKind.JUDGE,
        matter=WEIGHING.matter,
        request=WEIGHING.request_act,
        items=(OrderedItem(item=ITEM.id, category=ITEM.category, package="p", commitment="c"),),
        recipient="TR",
        recipient_key=WEIGHING.recipient_key,
        announcement="a",
        article="1",
        conditions=(),
        given_by="judge",
        role=Role.JUDGE,
        authority="BE/COURT",
        given_at=WEIGHING.on,
        valid_until=WEIGHING.on,
    )
    kept = bare(replace(WEIGHING, orders=(order,))).under(LAW)
    assert View(kept).granted("JUDGE", kept.items[0])
    assert not View(kept).granted("LEGAL_OFFICER", kept.items[0])


def test_is_weighed_again_under_the_relation_of_that_day_and_channel():
    told = Relation(
        of="BE",
        towards="TR",
        status=RelationStatus.SUSPENDED,
        channels=frozenset({WEIGHING.request.channel}),
        valid_from=date(2026, 3, 3),
        source="s",
        checked_on=date(2026, 1, 1),
        confidence=Confidence.STATED,
    )
    law = replace(LAW, relations=(told,))
    late = bare(replace(WEIGHING, on=datetime(2026, 3, 2, 20, tzinfo=UTC)))
    assert late.under(law).relation is RelationStatus.OPEN
    assert late.under(law, zone=TOKYO).relation is RelationStatus.SUSPENDED
    assert late.under(law, zone=TOKYO).zone is TOKYO
    elsewhere = replace(late, request=replace(late.request, channel=Channel.INTERPOL_I247))
    assert elsewhere.under(law, zone=TOKYO).relation is RelationStatus.OPEN


def test_a_consent_stays_one_for_its_offence_or_item_and_never_widens():
    units = frozenset({OFFENCE.code, ITEM.id, "gone"})
    consent = Grant(role="OWNER(FR)", units=units)
    whole = Grant(role="DPO", units=frozenset({""}))
    request = replace(REQUEST, offences=(OFFENCE,))
    kept = bare(replace(WEIGHING, request=request, items=(ITEM,), consents=(consent, whole)))
    assert [grant.units for grant in kept.consents] == [{OFFENCE.code, "i0", "x"}, {""}]
