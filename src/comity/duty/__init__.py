"""The clock's door: due timers, couriers and notices, in one or many processes of a node."""

from comity.duty.logs import write_json
from comity.duty.loop import Lines, Pace, once, run
from comity.duty.process import holder, until_told
from comity.duty.senders import Sender, senders

__all__ = ["Lines", "Pace", "Sender", "holder", "once", "run", "senders", "until_told", "write_json"]
