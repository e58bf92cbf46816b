"""A lie that was told is caught by its code, caught otherwise, believed, or still open."""

from datetime import UTC, datetime

import pytest

from comity.demo.simulate.report import Event, Report

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answer", "stands", "said"),
    [
        ("unknown-kind", "caught", ("caught", "unknown-kind", "")),
        ("malformed-message", "caught otherwise", ("caught otherwise", "malformed-message", "unknown-kind")),
        ("taken", "NOT CAUGHT", ("NOT CAUGHT", "", "unknown-kind")),
    ],
)
def test_says_how_a_lie_was_answered(answer: str, stands: str, said: tuple[str, str, str]):
    told: list[Event] = []
    report = Report(tell=told.append)
    report.lied("act", "unknown-kind", "case/BE-RU-2026-000001", AT)
    assert [t.lie for t in report.open] == ["unknown-kind"]
    report.answered("act", answer, AT)
    report.answered("act", "taken", AT)  # the first answer counts
    assert [t.stands for t in report.told.values()] == [stands]
    event, code, expected = said
    assert (told[-1].event, told[-1].code) == (event, code)
    assert told[-1].text == (f"expected {expected}" if expected else "")
    assert [t.lie for t in report.passed] == (["unknown-kind"] if answer == "taken" else [])
    assert report.open == ()


def test_takes_an_envelope_that_comes_again_for_a_receipt_that_was_not_believed():
    report = Report()
    for lie in ("other-act", "other-key"):
        report.lied(f"receipt/e1/{lie}", lie, "", AT)
    report.came_again("e2", AT)
    assert len(report.open) == 2
    report.came_again("e1", AT)
    assert [(t.lie, t.answered) for t in report.told.values()] == [
        ("other-act", "retargeted"),
        ("other-key", "signature-invalid"),
    ]
