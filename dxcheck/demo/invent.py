"""Invented municipalities: how far each is, how it moves, and what its officers write. Seeded, so the same day always gives the same prefecture.

Levels start low, as in reality (a survey of 280 Japanese local governments found a mean of 0.63), and move unevenly: mostly up by one, sometimes down after the
transfers of April. Size does not decide: some small towns are ahead in some dimensions.
"""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from dxcheck.calendar import JAPAN, Cycle
from dxcheck.snapshot import Answer

if TYPE_CHECKING:
    from dxcheck.questionnaire import Item, Questionnaire
    from dxcheck.roster import Municipality

CYCLES: Final = 6
"""Half-years up to and including the present one."""
NEVER: Final = frozenset({"383562"})
"""Has submitted nothing yet, so that the empty state is seen."""
ONCE: Final = frozenset({"384844"})
"""Has submitted once."""
_HIGH: Final = 3


def load_texts() -> dict[str, Any]:
    """What officers write."""
    return tomllib.loads(resources.files(__package__).joinpath("texts.toml").read_text(encoding="utf-8"))


class Town:
    """One invented municipality through the cycles."""

    def __init__(self, municipality: Municipality, questionnaire: Questionnaire, texts: dict[str, Any]) -> None:
        self.municipality = municipality
        self._questionnaire = questionnaire
        self._texts = texts
        self._random = random.Random(f"dxcheck demo 1 {municipality.code}")  # noqa: S311 - a demo, and the same every time
        start = self._random.gauss(0.62, 0.22)
        leaning = {dimension.id: self._random.gauss(0, 0.3) for dimension in questionnaire.dimensions}
        pace = max(0.05, self._random.gauss(0.2, 0.07))
        self._depth = {item.id: start + leaning[item.dimension] + self._random.gauss(0, 0.45) for item in questionnaire.items}
        self._pace = {item.id: max(0.0, self._random.gauss(pace, 0.14)) for item in questionnaire.items}
        self._shy = self._random.uniform(0.02, 0.09)
        self._written: dict[str, tuple[int, str, str]] = {}

    @property
    def posts(self) -> tuple[str, str]:
        """Who answers and who confirms."""
        if self.municipality.type == "市":
            return "企画財政課 デジタル推進係 主査", "企画財政課長"
        return "総務課 庶務係 係長", "総務課長"

    def takes_part(self, cycle: Cycle, first: Cycle, present: Cycle) -> bool:
        """Whether it submits in a past cycle; some cycles are skipped."""
        if self.municipality.code in NEVER:
            return False
        if self.municipality.code in ONCE:
            return cycle == present.previous
        if cycle in (first, present.previous):
            return True
        return self._random.random() > 0.14  # noqa: PLR2004 - about one in seven

    def live_through(self, cycle: Cycle) -> None:
        """Let half a year pass."""
        transferred = cycle.half == 1 and self._random.random() < 0.4  # noqa: PLR2004
        forgotten = self._random.choice(self._questionnaire.dimensions).id if transferred else ""
        for item in self._questionnaire.items:
            self._depth[item.id] += self._pace[item.id]
            if item.dimension == forgotten and self._random.random() < 0.5:  # noqa: PLR2004
                self._depth[item.id] -= 0.8

    def answers(self) -> dict[str, Answer]:
        """What it answers now."""
        return {item.id: self._answer(item) for item in self._questionnaire.ordered}

    def _answer(self, item: Item) -> Answer:
        if item.not_applicable is not None and self.municipality.type == "町" and self._random.random() < 0.3:  # noqa: PLR2004
            return Answer(choice="not_applicable", reason=self._random.choice(self._texts["reasons"][item.id]))
        if self._random.random() < self._shy:
            return Answer(choice="unknown", comment=self._sometimes(self._texts["items"][item.id]["comment"], 0.3))
        level = max(0, min(5, int(self._depth[item.id] + 0.25)))
        target = min(5, level + self._random.choice((1, 1, 2))) if self._random.random() < 0.85 else None  # noqa: PLR2004
        evidence, comment = self._words(item, level)
        return Answer(choice=level, evidence=evidence, comment=comment, target=target)

    def _words(self, item: Item, level: int) -> tuple[str, str]:
        """Evidence and comment; they stay while the level does, as people leave them."""
        before = self._written.get(item.id)
        if before is not None and before[0] == level:
            return before[1], before[2]
        texts = self._texts["items"][item.id]
        evidence = ""
        if level > 0:
            evidence = self._sometimes(texts["high" if level >= _HIGH else "low"], 0.8 if level >= _HIGH else 0.55)
        comment = self._sometimes(texts["comment"], 0.33)
        self._written[item.id] = (level, evidence, comment)
        return evidence, comment

    def _sometimes(self, texts: list[str], how_often: float) -> str:
        return self._random.choice(texts) if self._random.random() < how_often else ""

    def moment(self, cycle: Cycle, latest: dt.date) -> dt.datetime:
        """A working moment inside a cycle, rather late, never after `latest`."""
        last = min(cycle.closing_day, latest)
        span = max(0, (last - cycle.first_day).days - 1)
        day = cycle.first_day + dt.timedelta(days=round(span * self._random.triangular(0.2, 1, 0.9)))
        while day.weekday() > 4 and day > cycle.first_day:  # noqa: PLR2004 - not at the weekend
            day -= dt.timedelta(days=1)
        return dt.datetime(day.year, day.month, day.day, self._random.randint(9, 17), self._random.randint(0, 59), tzinfo=JAPAN)

    def chance(self, how_often: float) -> bool:
        """Something that happens to some."""
        return self._random.random() < how_often

    def hex(self, digits: int) -> str:
        """Digits for an id."""
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"
