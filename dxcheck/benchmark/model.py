"""What a published benchmark is, what the centre's ledger keeps about it, and the numbers of the disclosure rule."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from dxcheck.i18n import _
from dxcheck.model.calendar import Cycle, Timed, day_in_japan, months_later
from dxcheck.model.roster import Code
from dxcheck.model.snapshot import QuestionnaireRef
from dxcheck.questionnaire.scale import DEFAULT, HIGHEST_VALUE, LOWEST_VALUE

RULES: Final = 3
"""The version of the disclosure rule, kept in every benchmark: 1 was exact; under 2 figures of single items needed no more behind them than those of dimensions."""
Group = Literal["all", "市区", "町村", "市", "町"]
GROUPS: Final[tuple[Group, ...]] = ("all", "市区", "町村")
"""Fixed; a reader never chooses one (rule 2). Every municipality is in exactly one of the two smaller ones."""
GROUP_OF: Final[dict[str, Group]] = {"市": "市区", "特別区": "市区", "町": "町村", "村": "町村"}
"""A municipality's kind to its group."""
_FIRST_GROUPS: Final[tuple[Group, ...]] = ("all", "市", "町")
PREDECESSOR: Final[dict[Group, Group]] = {"市区": "市", "町村": "町"}
"""The groups of rule 1, whose figures are what a reader knows of today's."""
OVERALL: Final = "overall"
COUNTS_FOR: Final = 2
"""Years that an answer counts; an older one says nothing about its municipality any more (docs/design.md section 5, rule 3). A municipality whose last answer is
older is left out of the averages, of the overview and of the course alike."""
LEAST: Final = 10
LEAST_IN_GROUP: Final = 7
LEAST_FOR_ITEM: Final = 15
CHANGED: Final = 5
CHANGED_SHARE: Final = 0.67
NOISE: Final = 2.2
MANY_ITEMS: Final = 16
"""From so many items on the whole's figure is moved by half of the noise: it then tells a quarter at most of what the items' own figures tell of their sum."""
Band = Literal["6-9", "10+"]
End = Literal["", "low", "high"]
_ENDS: Final[dict[End, float]] = {"low": DEFAULT.low_end, "high": DEFAULT.high_end}


def dimension_key(dimension: str) -> str:
    """Under which name a dimension's figure is kept."""
    return f"dimension/{dimension}"


def item_key(item: str) -> str:
    """Under which name an item's figure is kept."""
    return f"item/{item}"


def is_too_old(given: dt.date, end: dt.date, years: int = COUNTS_FOR) -> bool:
    """Whether an answer of a day, or of a moment on a day in Japan, counts no more at the end of a cycle. The same day `years` before still counts."""
    return day_in_japan(given) < months_later(end, -12 * years)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The numbers of the disclosure rule. They may be made stricter (in `disclosure.toml` beside the data), never weaker than the least given here.

    `changed` and `batch` are above 4: with fewer, three municipalities that pool what they know would leave a fourth one alone (docs/design.md section 5.2).
    """

    least: Annotated[int, Meta(ge=LEAST)] = LEAST
    """Municipalities with a level behind a figure of all."""
    least_in_group: Annotated[int, Meta(ge=LEAST_IN_GROUP)] = LEAST_IN_GROUP
    """The same behind a figure of a group, and in the remainder outside it."""
    least_for_item: Annotated[int, Meta(ge=LEAST_FOR_ITEM)] = LEAST_FOR_ITEM
    """The same behind a figure of a single item, of all or of a group, and in the remainder outside it."""
    decimal_from: Annotated[int, Meta(ge=10)] = 10
    """From so many on a figure has one decimal; below it goes in half levels."""
    changed: Annotated[int, Meta(ge=CHANGED)] = CHANGED
    """Contributors who submitted anew before a figure replaces the last one."""
    changed_share: Annotated[float, Meta(ge=CHANGED_SHARE, le=1)] = CHANGED_SHARE
    """The same as a share of the last one's contributors: the larger number counts."""
    batch: Annotated[int, Meta(ge=5)] = 5
    """So many enter, or leave, together."""
    noise: Annotated[float, Meta(ge=NOISE, le=5)] = NOISE
    """By how many levels the sum behind a figure is moved on average (`benchmark/noise.py`). Each is the widest step of the scale and a fifth of its range at least, of an
    item with two steps three quarters more (`Scale.hiding_unit`)."""
    years: Annotated[int, Meta(ge=1, le=COUNTS_FOR)] = COUNTS_FOR
    """An answer older than this counts no more."""


class Figure(msgspec.Struct, frozen=True, omit_defaults=True):
    """One published average: all that ever leaves the centre."""

    cycle: Cycle
    """The cycle it was computed for; earlier than the benchmark's where the last figure stands."""
    band: Band
    """How many stand behind it."""
    mean: Annotated[float, Meta(ge=LOWEST_VALUE, le=HIGHEST_VALUE)] | None = None
    """Moved by the noise and rounded to a multiple of a fiftieth of the range or of a tenth with few behind it (0.1 and 0.5 of 0 to 5); None at an end."""
    end: End = ""
    """`low` for 0.5以下, `high` for 4.5以上 of 0 to 5: said of the moved mean; under rule 1 of the mean without the outermost two."""
    at: float | None = None
    """Where that end is, on another scale than 0 to 5."""
    digits: int = 1
    """How many digits after the point it is written with."""

    @property
    def height(self) -> float | None:
        """Where it is drawn: an end of the scale at the value it does not pass."""
        return self.mean if not self.end else self.at if self.at is not None else _ENDS[self.end]


Figures = dict[Group, dict[str, Figure]]


class Benchmark(msgspec.Struct, frozen=True):
    """The averages of a closed cycle (県内平均), published once, never changed. What is suppressed is simply not there, whatever the reason."""

    cycle: Cycle
    published_on: dt.date
    prefecture: Code
    rule: int
    scoring_rule: int
    questionnaire: QuestionnaireRef
    figures: Figures

    def __post_init__(self) -> None:
        """Refuse a figure that lies outside the questionnaire's scale.

        Raises:
            ValueError: with the figure's name; a decoder makes a `ValidationError` of it.
        """
        levels = self.questionnaire.range
        for group, figures in self.figures.items():
            for key, one in figures.items():
                if one.mean is not None and not levels.low <= one.mean <= levels.high:
                    raise ValueError(_("{group} の {key} の平均が、診断票の範囲の外です", group=group, key=key))

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups it has figures for: those of the rule it was published under."""
        return _FIRST_GROUPS if self.rule == 1 else GROUPS


Reason = Literal["few", "remainder", "alike", "expired", "unreadable", "unchanged", "whole", "sensitive"]
"""Why there is no new figure; said to the centre alone. `alike` is rule 1's."""


class PublishedFigure(msgspec.Struct, frozen=True):
    """A figure that was published, and whose snapshots are in it. Only in the ledger."""

    figure: Figure
    members: dict[str, str]
    """Municipality code to snapshot id."""
    rest: dict[str, str] = {}
    """For a group: those who have a level outside it, because a difference of two figures is about them."""
    scale: float = 0
    """How far, on average, the sum was moved, in the scale's own values; 0 under rule 1."""


class Decision(msgspec.Struct, frozen=True, omit_defaults=True):
    """What happens to one figure in one cycle, and why."""

    state: Literal["new", "stands", "hidden"]
    reason: Reason | Literal[""] = ""
    contributors: int = 0
    """Municipalities with a level."""
    anew: int = 0
    """Of the last figure's contributors, those who submitted since."""
    waiting: int = 0
    """Newcomers who wait for more."""
    kept: int = 0
    """Leavers whose last answer still counts."""


class LedgerEntry(Timed, frozen=True):
    """A line of the ledger: one publication, with what went into it."""

    published_at: dt.datetime
    benchmark: Benchmark
    rule: dict[str, float]
    """The numbers of the rule as they were then."""
    inputs: tuple[str, ...]
    """The ids of the snapshots that were read."""
    standing: dict[Group, dict[str, PublishedFigure]]
    """The newest publication of every figure, also of one that is suppressed now."""
    decisions: dict[Group, dict[str, Decision]]
    key: str = ""
    """The fingerprint of the secret key the figures were moved with; empty under rule 1."""


class Beginning(Timed, frozen=True):
    """A deliberate new beginning (rule 6): what further averages are decided by was lost for good, and the centre goes on without it."""

    begun_at: dt.datetime
    without: tuple[Benchmark, ...]
    """Benchmarks that are shown here and that no ledger tells the contributors of."""
    keys: tuple[str, ...] = ()
    """The fingerprints of keys that are lost."""
