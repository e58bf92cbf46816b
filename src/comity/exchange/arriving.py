"""What the desks look at before a partner's act is let in, by its kind."""

from collections.abc import Mapping

from comity.acts.node import Check
from comity.exchange.alerts import check_alert, check_lapse
from comity.exchange.answers import check_request
from comity.exchange.partnership import check_join
from comity.exchange.profiles import check_declaration
from comity.exchange.reach import check_show
from comity.exchange.received import check_release
from comity.exchange.texts import check_texts

CHECKS: Mapping[str, Check] = {
    "request.send": check_request,
    "request.supplement": check_request,
    "reply.full": check_release,
    "reply.partial": check_release,
    "alert.issue": check_alert,
    "alert.update": check_alert,
    "alert.lapse": check_lapse,
    "partner.join": check_join,
    "duty.show": check_show,
    "profile.declare": check_declaration,
    "text.show": check_texts,
}
"""Kinds of act that need a look of their own before they are let in."""
