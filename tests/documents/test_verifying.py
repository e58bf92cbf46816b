"""Valid, lost, stolen, stolen as a blank, altered and impostor are kept apart (T04, C2-18)."""

from dataclasses import replace
from datetime import date

import pytest

from comity.documents.verifying import verify
from comity.matching.alike import same_name
from comity.model.travel import Fate, Paper, PaperAsked, PaperKind, PaperReply, Seen, Verdict

TODAY = date(2026, 2, 10)
ZONE = ("P<VNMTRAN<<THI<MAI<<<<<<<<<<<<<<<<<<<<<<<<<<", "C7000218<8VNM9404128F2903149<<<<<<<<<<<<<<02")
ASKED = PaperAsked(kind=PaperKind.PASSPORT, issuer="VN", number="C7000218")
ISSUED = Paper(
    kind=PaperKind.PASSPORT,
    issuer="VN",
    number="C7000218",
    fate=Fate.ISSUED,
    since=date(2019, 3, 14),
    source="VN passports",
    name="Trần Thị Mai",
    born="1994-04-12",
    expires=date(2029, 3, 14),
)
CLAIMED = ("Tran Thi Mai", "1994-04-12")


def found(
    *held: Paper,
    asked: PaperAsked = ASKED,
    claimed: tuple[str, str] = CLAIMED,
    seen: Seen = Seen.NOTHING,
    own: str = "VN",
) -> Verdict:
    return verify(asked, claimed, held, own, seen, same_name, TODAY)


@pytest.mark.source("C2-18")
@pytest.mark.parametrize("fate", [Fate.LOST, Fate.STOLEN, Fate.STOLEN_BLANK, Fate.REVOKED])
def test_what_became_of_a_document_is_the_reply(fate: Fate):
    assert found(replace(ISSUED, fate=fate)).reply == fate.value


def test_the_gravest_word_of_several_comes_first():
    lost, stolen = replace(ISSUED, fate=Fate.LOST), replace(ISSUED, fate=Fate.STOLEN_BLANK, source="other")
    assert found(lost, stolen).reply is PaperReply.STOLEN_BLANK


@pytest.mark.source("C2-18")
@pytest.mark.parametrize(
    ("seen", "reply"),
    [
        (Seen.ALTERED, PaperReply.ALTERED),
        (Seen.IMPOSTOR, PaperReply.IMPOSTOR),
        (Seen.UNCLEAR, PaperReply.CANNOT_DETERMINE),
        (Seen.NOTHING, PaperReply.VALID),
    ],
)
def test_what_an_examiner_saw_is_told_of_a_document_that_was_issued(seen: Seen, reply: PaperReply):
    assert found(ISSUED, seen=seen).reply is reply


def test_a_stolen_document_in_an_impostor_s_hand_is_stolen_and_says_both():
    verdict = found(replace(ISSUED, fate=Fate.STOLEN), seen=Seen.IMPOSTOR)
    assert verdict.reply is PaperReply.STOLEN
    assert verdict.because == ("reported stolen", "the examiner found that the bearer is not its holder")


def test_a_sound_zone_that_fits_is_valid_in_another_spelling():
    verdict = found(ISSUED, asked=replace(ASKED, zone=ZONE), claimed=("Trần Thị Mai", "1994-04-12"))
    assert (verdict.reply, verdict.wrong) == (PaperReply.VALID, ())
    assert verdict.right == ("composite", "dob", "doc_no", "expiry", "personal_no")


@pytest.mark.parametrize(
    ("zone", "claimed"),
    [
        ((ZONE[0], ZONE[1][:-1] + "5"), CLAIMED),
        ((ZONE[0].replace("MAI", "HOA"), ZONE[1]), CLAIMED),
        ((), ("Le Van Testo", "1994-04-12")),
        ((), ("Tran Thi Mai", "1994-04-13")),
    ],
)
def test_what_does_not_fit_is_a_mismatch(zone: tuple[str, ...], claimed: tuple[str, str]):
    assert found(ISSUED, asked=replace(ASKED, zone=zone), claimed=claimed).reply is PaperReply.DATA_MISMATCH


@pytest.mark.parametrize(
    ("first", "second", "because"),
    [
        # 340314: the year of expiry was altered, and its check digits with it
        ("VNM", "C7000218<8VNM9404128F3403141<<<<<<<<<<<<<<00", "shows another date of expiry"),
        ("LAO", ZONE[1], "names another issuing state"),
        # L stands for the 1 of the day of birth, which no check digit sees
        ("VNM", "C7000218<8VNM9404L28F2903149<<<<<<<<<<<<<<02", "breaks the standard"),
    ],
)
def test_a_zone_that_shows_what_was_not_issued_is_a_mismatch(first: str, second: str, because: str):
    asked = replace(ASKED, zone=(ZONE[0].replace("VNM", first), second))
    verdict = found(ISSUED, asked=asked)
    assert verdict.reply is PaperReply.DATA_MISMATCH
    assert [said for said in verdict.because if because in said]


def test_never_issued_is_told_of_own_nationals_kinds_and_of_no_others():
    assert found().reply is PaperReply.NOT_ISSUED
    assert found(asked=replace(ASKED, kind=PaperKind.VISA)).reply is PaperReply.NO_REPLY_POSSIBLE
    assert found(own="BE").reply is PaperReply.NO_REPLY_POSSIBLE


def test_a_number_that_only_looks_alike_decides_nothing():
    alike = replace(ISSUED, number="C70OO2I8", fate=Fate.STOLEN)
    assert found(alike).reply is PaperReply.CANNOT_DETERMINE


def test_an_expired_document_is_valid_and_says_so():
    assert found(replace(ISSUED, expires=date(2025, 1, 1))).because[-1] == "it has expired"


def test_a_hostile_zone_is_a_mismatch_and_no_failure():
    for zone in (("²" * 44, "²" * 44), ("P<" * 500,), ("\x00",), ("",)):
        assert found(ISSUED, asked=replace(ASKED, zone=zone)).reply is PaperReply.DATA_MISMATCH
