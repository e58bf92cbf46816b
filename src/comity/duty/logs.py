"""What the loop writes into its log: one JSON object a line, counts and codes, nobody and no content."""

import sys
from collections.abc import Iterable, Mapping

import structlog

from comity.courier.courier import Delivery
from comity.errors import ComityError
from comity.exchange.clock import Due
from comity.model.duty import Way
from comity.model.parties import StateCode
from comity.model.requests import Urgency

_log = structlog.get_logger("comity.duty")


def write_json() -> None:
    """Have the log written as JSON lines to stderr."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def tell_timers(ran: Iterable[Due]) -> None:
    """Tell which timers ran, and what they did; of which matter, the acts say."""
    for done in ran:
        _log.info("timer", kind=done.kind, done=done.done)


def tell_delivery(state: StateCode, done: Delivery) -> None:
    """Tell what a round of the courier did."""
    _log.info(
        "delivered",
        partner=state,
        taken=done.taken,
        held=done.held,
        refused=done.refused,
        failed=done.failed,
        problems=sorted(set(done.problems)),
    )


def tell_call(need: str, urgency: Urgency, results: Mapping[Way, str]) -> None:
    """Tell that somebody was called, and whether each way took the notice; whom, the acts say."""
    _log.info("called", need=need, urgency=urgency, **{str(way): str(r) for way, r in results.items()})


def complain(job: str, failed: Exception) -> None:
    """Tell what failed, by its code or its class: never its words, which may name somebody."""
    code = failed.code if isinstance(failed, ComityError) else type(failed).__name__
    _log.error("failed", job=job, code=code)
