"""The rules of a script under way: which ones an arrival starts, and which step is due when."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from comity.demo.simulate.script import Rule, Step
from comity.model.requests import MatterId, Request

About = Callable[[MatterId], Request | None]
"""Gives the request or warning that a matter is about."""


@dataclass(slots=True)
class _Course:
    """One rule that runs: its steps left, its matter, and when the next one is due."""

    steps: list[Step]
    matter: MatterId
    due: datetime


@dataclass(slots=True)
class Courses:
    """All that runs; `speed` shortens every `after`."""

    rules: tuple[Rule, ...]
    about: About
    speed: float = 1.0
    _counts: dict[int, int] = field(default_factory=dict)
    _running: list[_Course] = field(default_factory=list)

    @property
    def due(self) -> datetime | None:
        """Return when the next step is due, or nothing."""
        return min((c.due for c in self._running), default=None)

    def start(self, kind: str, matter: MatterId, now: datetime) -> None:
        """Start every rule that speaks of an act of this kind in this matter; without a kind, of the pair."""
        for number, rule in enumerate(self.rules):
            if rule.arrives != kind or not self._fits(rule, matter):
                continue
            count = self._counts[number] = self._counts.get(number, 0) + 1
            if not rule.nth or count in rule.nth:
                steps = [step for step in rule.then for _ in range(step.times)]
                self._running.append(_Course(steps, matter, now + steps[0].after / self.speed))

    def proceed(self, do: Callable[[Step, MatterId, datetime], MatterId], now: datetime) -> None:
        """Do every step that is due; each returns the matter of the next."""
        for course in self._running:
            for step in self._ripe(course, now):
                course.matter = do(step, course.matter, now)
        self._running = [course for course in self._running if course.steps]

    def _ripe(self, course: _Course, now: datetime) -> Iterator[Step]:
        while course.steps and course.due <= now:
            yield course.steps.pop(0)
            if course.steps:
                course.due = now + course.steps[0].after / self.speed

    def _fits(self, rule: Rule, matter: MatterId) -> bool:
        if rule.type is None and rule.urgency is None and rule.category is None:
            return True
        request = self.about(matter)
        return (
            request is not None
            and rule.type in (None, request.type)
            and rule.urgency in (None, request.urgency)
            and (rule.category is None or any(q.category is rule.category for q in request.questions))
        )
