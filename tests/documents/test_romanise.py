"""Names are written into zones as ICAO Doc 9303 part 3, section 6 has it, and compared across scripts."""

from datetime import date

import pytest

from comity.documents.findings import Code, Grade
from comity.documents.layouts import TD3
from comity.documents.making import make
from comity.documents.mrz import Zone, read
from comity.documents.romanise import zone_forms
from comity.documents.visual import Printed, compare
from comity.matching.alike import same_name

TODAY = date(2026, 2, 10)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("ابو بكر محمد بن زكريا الرازي", "ABW<BKR<MXHMD<BN<ZKRYA<ALRAZY"),  # part 3, appendix B
        ("محمّد", "MXHMMD"),
        ("فاطمة", "FAXTTMXAH"),
        ("Щербаков", "SHCHERBAKOV"),
        ("Юрий Цой", "IURII<TSOI"),
        ("Объедков", "OBIEEDKOV"),
        ("Ганна Жук", "HANNA<ZHUK"),
        ("Müller", "MUELLER"),
        ("Müller", "MULLER"),
        ("Ñuñez", "NXXUNXXEZ"),
        ("Søren Åström", "SOEREN<AASTROEM"),
        ("Strauß", "STRAUSS"),
        ("Þórr", "THORR"),
        ("Nguyễn Thị Hòa", "NGUYEN<THI<HOA"),
        ("Đặng", "DANG"),
        ("İLKER Işık", "ILKER<ISIK"),
        ("Παπαδόπουλος", "PAPADOPOULOS"),
        ("Ευάγγελος", "EVANGELOS"),
        ("O'Connor-Smith", "OCONNOR<SMITH"),
        ("d’Artagnan", "DARTAGNAN"),
    ],
)
def test_writes_a_name_as_the_tables_have_it(name: str, form: str):
    assert form in zone_forms(name)


def test_gives_no_endless_number_of_forms():
    assert len(zone_forms("ГЁЖИХЦЧШЩЪЮЯЄЇЙЃЌЏ" * 20)) <= 64
    assert zone_forms("") == frozenset()
    assert zone_forms("王") == frozenset()


def zone(names: str) -> Zone:
    fields = {"code": "P", "issuer": "UTO", "nationality": "UTO", "names": names, "number": "L898902C3"}
    return read(make(TD3, fields | {"born": "740812", "sex": "F", "expires": "270415"}), TODAY)


def found(names: str, printed: Printed) -> list[tuple[Grade, Code, str]]:
    return [(one.grade, one.code, one.field) for one in compare(zone(names), printed, same_name, TODAY)]


@pytest.mark.parametrize(
    ("names", "surname", "given"),
    [
        ("SHCHERBAKOV<<IGOR", "Щербаков", "Игорь"),
        ("MUELLER<<JOERG", "Müller", "Jörg"),
        ("PAPADOPOULOS<<GEORGIOS", "Παπαδόπουλος", "Γεώργιος"),
        ("MXHMD<<ABW<BKR", "محمد", "ابو بكر"),
    ],
)
def test_a_name_in_any_script_fits_its_zone(names: str, surname: str, given: str):
    assert found(names, Printed(surname=surname, given=given)) == []


def test_a_name_that_its_field_cut_off_fits():
    printed = Printed(surname="Nilavadhanananda", given="Chayapa Dejthamrong Krasuang")
    assert found("NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<KRASUANG", printed) == []


def test_another_habit_of_spelling_is_a_note_and_another_name_an_error():
    spelled = found("CHTCHERBAKOV<<IGOR", Printed(surname="Щербаков", given="Игорь"))
    assert spelled == [(Grade.NOTE, Code.NAME_SPELLED, "names")]
    other = found("IVANOV<<IGOR", Printed(surname="Щербаков", given="Игорь"))
    assert other == [(Grade.ERROR, Code.PRINTED_DIFFERS, "names")]


@pytest.mark.parametrize(
    ("printed", "field"),
    [
        (Printed(number="L898902C4"), "number"),
        (Printed(born="1974-08-13"), "born"),
        (Printed(expires="2028-04-15"), "expires"),
        (Printed(sex="M"), "sex"),
    ],
)
def test_what_is_printed_otherwise_is_an_error(printed: Printed, field: str):
    assert found("ERIKSSON<<ANNA", printed) == [(Grade.ERROR, Code.PRINTED_DIFFERS, field)]


def test_what_is_printed_alike_is_none():
    printed = Printed(
        surname="Eriksson",
        given="Anna",
        number="L 898902 C3",
        born="1974-08-12",
        expires="2027-04-15",
        sex="F",
    )
    assert found("ERIKSSON<<ANNA", printed) == []


def test_a_russian_internal_passport_is_read_out_of_its_own_code():
    # the zone leaves the fourth digit of the series to the optional data, and writes one sign a letter
    zone = read(
        ("PNRUSVELIN<<ARKADIQ<GEORGIEVI3".ljust(44, "<"), _second("391535349", "4151218910003")), TODAY
    )
    printed = Printed(surname="Велин", given="Аркадий Георгиевич", number="3914 535349")
    assert zone.names == ("ВЕЛИН", "АРКАДИЙ ГЕОРГИЕВИЧ")
    assert list(compare(zone, printed, same_name, TODAY)) == []
    other = Printed(surname="Велин", given="Юрий", number="3915 535349")
    assert [one.field for one in compare(zone, other, same_name, TODAY)] == ["names", "number"]


def test_a_vietnamese_card_has_its_whole_number_in_the_optional_data():
    lines = (
        "IDVNM1850041210079185004121<<8",
        "8501019F4501014VNM<<<<<<<<<<<6",
        "PHAM<<THI<MAU".ljust(30, "<"),
    )
    zone = read(lines, TODAY)
    assert list(compare(zone, Printed(number="079185004121"), same_name, TODAY)) == []
    assert list(compare(zone, Printed(number="185004121"), same_name, TODAY)) == []
    assert [one.field for one in compare(zone, Printed(number="079185004122"), same_name, TODAY)] == [
        "number"
    ]


def _second(number: str, optional: str) -> str:
    filled = optional.ljust(14, "<")
    return f"{number}0RUS7207233M<<<<<<<{filled}00"
