"""Invented municipalities: how far each is, how it moves, and what its officers write. Seeded, so the same day always gives the same prefecture.

Levels start low, as in reality (a survey of 280 Japanese local governments found a mean of 0.63), and move unevenly: mostly up by one, sometimes down after the
transfers of April. Size does not decide: some small towns are ahead in some dimensions.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.assessment.figures import nearest
from dxcheck.demo.words import OfficersWords, Texts
from dxcheck.demo.workdays import is_workday
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.snapshot import Answer

if TYPE_CHECKING:
    from dxcheck.model.roster import Municipality
    from dxcheck.questionnaire import Item, Questionnaire
    from dxcheck.questionnaire.scale import Level

CYCLES: Final = 6
"""Half-years up to and including the present one."""
HOME: Final = "382027"
"""今治市: every earlier cycle submitted, and a draft half done in the present one."""
NEVER: Final = frozenset({"383562"})
"""Has submitted nothing yet, so that the empty state is seen."""
ONCE: Final = frozenset({"384844"})
"""Has submitted once."""
CORRECTED: Final = frozenset({HOME, "384020"})
"""Sent one correction, in the cycle before the present one."""

_SEED: Final = "dxcheck demo 5467"
"""Other dice give another prefecture; with these the home municipality shows something of everything."""
_HIGH: Final = 3
_SKIPS: Final = 0.14
_NOT_APPLICABLE: Final = 0.35
_TRANSFERS: Final = 0.4
_LOST: Final = 1.1
"""Levels that half the items of a dimension lose when the person in charge moves."""
_EVIDENCE_LOW, _EVIDENCE_HIGH, _COMMENT = 0.55, 0.85, 0.33
_HAS_TARGET: Final = 0.85
_EXPLAINS_FALL: Final = 0.6


class InventedMunicipality:
    """One invented municipality through the cycles. Every question put to it draws from its own dice, in the order asked."""

    def __init__(self, municipality: Municipality, questionnaire: Questionnaire, texts: Texts) -> None:
        self.municipality = municipality
        self._questionnaire = questionnaire
        self._random = random.Random(f"{_SEED} {municipality.code}")  # noqa: S311 - a demo, and the same every time
        # The words have dice of their own, so that a better text in the file does not change anybody's levels.
        dice = random.Random(f"{_SEED} words {municipality.code}")  # noqa: S311 - a demo, the same every time
        self._words = OfficersWords(texts, municipality, dice, first_post=municipality.code == HOME)
        start = self._between(0.66, 0.22, 0.3, 1.05)
        pace = self._between(0.2, 0.07, 0.07, 0.32)
        leaning = {dimension.id: self._random.gauss(0, 0.3) for dimension in questionnaire.dimensions}
        self._depth = {item.id: start + leaning[item.dimension] + self._random.gauss(0, 0.45) for item in questionnaire.items}
        self._pace = {item.id: max(0.0, self._random.gauss(pace, 0.14)) for item in questionnaire.items}
        self._shy = self._random.uniform(0.01, 0.07)
        self._without = {
            item.id: self._words.reason(item.id)
            for item in questionnaire.items
            if item.not_applicable is not None and municipality.type == "町" and self.chance(_NOT_APPLICABLE)
        }
        """Items that it does not have, with the reason; the same in every half-year."""
        self._before: dict[str, Answer] = {}
        """The last answer with a level, by item."""

    @property
    def posts(self) -> tuple[str, str]:
        """Who answers and who confirms."""
        return self._words.answering, self._words.confirming

    @property
    def why_corrected(self) -> str:
        """Why a correction was sent."""
        return self._words.general("corrected")

    def takes_part(self, cycle: Cycle, first: Cycle, present: Cycle) -> bool:
        """Whether it submits in a cycle. Some cycles are skipped; in the present one most have not come to it yet."""
        code = self.municipality.code
        if code in NEVER:
            return False
        if code in ONCE:
            return cycle == present.previous
        if cycle == present:
            return code != HOME and self.chance(0.4)
        skipped = self.chance(_SKIPS)
        return not skipped or code == HOME or cycle in (first, present.previous)

    def live_through(self, cycle: Cycle) -> None:
        """Let half a year pass, up to the beginning of `cycle`. In April somebody moves, and what only they knew is gone."""
        transferred = cycle.half == 1 and self.chance(_TRANSFERS)
        forgotten = self._random.choice(self._questionnaire.dimensions).id if transferred else ""
        if transferred:
            self._words.transfer()
        for item in self._questionnaire.items:
            self._depth[item.id] += self._pace[item.id]
            if item.dimension == forgotten and self.chance(0.5):
                self._depth[item.id] -= _LOST

    def answers(self) -> dict[str, Answer]:
        """What it answers now."""
        return {item.id: self._answer(item) for item in self._questionnaire.ordered}

    def raised(self, item: str, level: Level) -> Answer:
        """Bring an item up to `level`, and what it answers there."""
        self._depth[item] = max(self._depth[item], float(level))
        self._before[item] = self._rated(item, int(level), self._before.get(item))
        return self._before[item]

    def another(self, item: str, level: int) -> Answer:
        """What a second person might have answered at an item instead, from 1 up; the item stays where it is."""
        return Answer(choice=level, evidence=self._words.evidence(item, level), comment=self._words.comment(item, level))

    def _answer(self, item: Item) -> Answer:
        if item.id in self._without:
            return Answer(choice="not_applicable", reason=self._without[item.id])
        if self.chance(self._shy):
            return Answer(choice="unknown", comment=self._words.general("unknown") if self._words.chance(0.5) else "")
        level = max(0, min(5, int(self._depth[item.id] + 0.45)))
        before = self._before.get(item.id)
        answer = self._before[item.id] = self._rated(item.id, level, before)
        if before is not None and level < (before.level or 0) and self._words.chance(_EXPLAINS_FALL):
            # Said once; half a year later it is no longer worth a word.
            return msgspec.structs.replace(answer, comment=self._words.general("fell"))
        return answer

    def _rated(self, item: str, level: int, before: Answer | None) -> Answer:
        """An answer; words and target stay while the level does, as people leave them."""
        if before is not None and before.level == level:
            return before
        target = before.target if before is not None else None
        if target is None or target <= level:
            target = min(5, level + self._random.choice((1, 1, 2))) if self.chance(_HAS_TARGET) else None
        how_often = _EVIDENCE_HIGH if level >= _HIGH else _EVIDENCE_LOW
        evidence = self._words.evidence(item, level) if level and self._words.chance(how_often) else ""
        comment = self._words.comment(item, level) if self._words.chance(_COMMENT) else ""
        return Answer(choice=level, evidence=evidence, comment=comment, target=target)

    def moment(self, cycle: Cycle, latest: dt.date) -> dt.datetime:
        """A working moment inside a cycle, rather late, and not after `latest` if the cycle had begun by then."""
        last = min(cycle.closing_day, latest)
        span = max(0, (last - cycle.first_day).days)
        day = cycle.first_day + dt.timedelta(days=nearest(span * self._random.triangular(0.2, 1, 0.97)))
        while not is_workday(day) and day > cycle.first_day:
            day -= dt.timedelta(days=1)
        return dt.datetime(day.year, day.month, day.day, self._random.randint(9, 17), self._random.randint(0, 59), tzinfo=JAPAN)

    def chance(self, how_often: float) -> bool:
        """Something that happens to some."""
        return self._random.random() < how_often

    def hex(self, digits: int) -> str:
        """Digits for an id."""
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"

    def _between(self, mean: float, spread: float, least: float, most: float) -> float:
        return max(least, min(most, self._random.gauss(mean, spread)))
