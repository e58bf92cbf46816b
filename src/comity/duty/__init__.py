"""The clock's door: due timers, couriers and notices, in one or many processes of a node."""

from comity.duty.loop import Lines, Pace, run

__all__ = ["Lines", "Pace", "run"]
