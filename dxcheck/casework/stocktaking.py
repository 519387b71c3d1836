"""業務の棚卸し: the work of a municipality that is to be looked at, what of it takes time and hurts, and how the sheet of it changes, step by step.

A small sheet that staff fill in with their specialist, not a register of everything: it is kept beside the snapshots and read and written by both sides. One rule
orders it (`worst_first`), and says so on every screen. The last steps can be taken back, one after the other; what somebody changed since stays.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple

import msgspec
from msgspec import Meta

from dxcheck.assessment.figures import as_mean, nearest, without_noise
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import Timed
from dxcheck.model.snapshot import Note, Post
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST_WORK: Final = 120
"""Characters of what a work is called."""
MOST_WORKS: Final = 500
"""In one sheet. Beyond that it is a register, which belongs into a program of its own."""
MOST_SHEET_STEPS: Final = 10
"""That can be taken back."""
MOST_IN_STEPS: Final = 2 * MOST_WORKS
"""Pieces of work in all of them together; the last step is kept however large it is."""
MOST_TIMES: Final = 1_000_000
MOST_MINUTES: Final = 600_000
"""For one time: ten thousand hours."""
PaperUse = Literal["yes", "no"]
PAPER_USES: Final[dict[PaperUse, str]] = {"yes": N_("紙あり"), "no": N_("紙なし")}
Pain = Literal["strong", "some", "none"]
PAINS: Final[dict[Pain, str]] = {"strong": N_("とても困る"), "some": N_("少し困る"), "none": N_("困っていない")}
"""How much it hurts, the worst first."""
STOCKTAKING_ITEMS: Final = frozenset({"bpr-01", "bpr-02", "bpr-03"})
"""Items of Ehime's questionnaire that such a sheet helps with: the list of work, how it runs, and what is wrong with it. No other questionnaire has these ids."""


class Work(Timed, frozen=True, omit_defaults=True):
    """A piece of work (業務), as far as somebody has written it down."""

    id: str
    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_WORK)]
    at: dt.datetime
    """When it was written or last changed."""
    by: Post = ""
    section: Post = ""
    """The section (課・係) that does it."""
    times: Annotated[int, Meta(ge=0, le=MOST_TIMES)] | None = None
    """How often a year; None where nobody said."""
    minutes: Annotated[int, Meta(ge=0, le=MOST_MINUTES)] | None = None
    """How long it takes each time."""
    paper: PaperUse | None = None
    pain: Pain | None = None
    idea: Note = ""
    """What could be changed."""

    @property
    def hours_a_year(self) -> float | None:
        """Hours a year; None unless it is known how often and how long."""
        return None if self.times is None or self.minutes is None else without_noise(self.times * self.minutes / 60)

    @property
    def content(self) -> tuple[object, ...]:
        """What it says, whoever wrote it when."""
        return (self.name, self.section, self.times, self.minutes, self.paper, self.pain, self.idea)


StepKind = Literal["added", "changed", "removed", "taken_in"]


class SheetStep(Timed, frozen=True, omit_defaults=True):
    """A step in which the sheet was changed: enough to take it back."""

    kind: StepKind
    at: dt.datetime
    by: Post = ""
    was: tuple[Work, ...] = ()
    """What it changed or removed, as it was."""
    became: tuple[Work, ...] = ()
    """What it changed or added, as it became."""


class FullSheetError(RefusedError):
    """There would be more in the sheet than it takes."""

    def __init__(self) -> None:
        super().__init__(
            _("業務は{most}件までです。何も変えていません。終わったものを消すか、まとめて1つの業務にしてください。", most=MOST_WORKS)
        )


class TakenBack(NamedTuple):
    """What became of taking a step back."""

    step: SheetStep
    works: list[Work]
    stayed: tuple[Work, ...]
    """What somebody changed since, as it stands."""


# -- what is said ------------------------------------------------------------------------------------------------------


def worst_first(works: Iterable[Work]) -> list[Work]:
    """By the rule that the screen says: the most hours a year first, among equals what hurts most; what takes nobody knows how long comes last."""
    degrees: list[Pain | None] = [*PAINS, None]

    def key(one: Work) -> tuple[bool, float, int, str, str]:
        hours = one.hours_a_year
        return (hours is None, -(hours or 0), degrees.index(one.pain), one.name, one.id)

    return sorted(works, key=key)


def order_in_words() -> str:
    """The rule of `worst_first`."""
    return _("年間の時間が多い順、同じ時間なら困り度の大きい順です。時間のわからないものは、下に並びます。")


def hours_in_words(hours: float | None) -> str:
    """Hours a year, in whole ones from ten on: 年48時間; that nobody wrote them down, where nobody knows."""
    few = 10
    if hours is None:
        return _("時間未記入")
    whole = hours >= few or hours == int(hours)
    return _("年{hours}時間", hours=f"{nearest(hours):,}" if whole else as_mean(hours, 1))


def minutes_in_words(minutes: int) -> str:
    """1時間30分."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{n}分", n=rest)
    return _("{n}時間", n=hours) if not rest else _("{n}時間{rest}分", n=hours, rest=rest)


def times_in_words(times: int) -> str:
    """年1,200回."""
    return _("年{n}回", n=f"{times:,}")


def work_in_words(one: Work) -> str:
    """Everything but its name and hours a year and the idea, in a line."""
    said = [
        one.section,
        times_in_words(one.times) if one.times is not None else "",
        _("1回{time}", time=minutes_in_words(one.minutes)) if one.minutes is not None else "",
        _(PAPER_USES[one.paper]) if one.paper is not None else "",
        _(PAINS[one.pain]) if one.pain is not None else "",
    ]
    return _("　").join(part for part in said if part)


def work_told(one: Work) -> str:
    """A work in one line: what it is called, its hours a year, and what else is known but the idea."""
    hours = [hours_in_words(one.hours_a_year)] if one.hours_a_year is not None else []
    return _("　").join(part for part in (one.name, *hours, work_in_words(one)) if part)


def total_in_words(works: Sequence[Work]) -> str:
    """How many there are, and how many hours a year those take of which that is known."""
    known = [hours for one in works if (hours := one.hours_a_year) is not None]
    said = _n("{n}件の業務", "{n}件の業務", len(works))
    if not known:
        return said
    return said + _n(
        "　合わせて{hours}（時間のわかる{n}件）", "　合わせて{hours}（時間のわかる{n}件）", len(known), hours=hours_in_words(sum(known))
    )


def step_told(step: SheetStep) -> str:
    """What was done in a step, in a few words."""
    n = len(step.became) or len(step.was)
    if step.kind == "taken_in":
        return _n("表から{n}件を取り込みました", "表から{n}件を取り込みました", n)
    name = (step.became or step.was)[0].name
    return {
        "added": _("「{name}」を書き加えました", name=name),
        "changed": _("「{name}」を直しました", name=name),
        "removed": _("「{name}」を消しました", name=name),
    }[step.kind]


def where_to_take_stock(item: str) -> str:
    """For the help of a screen about an item that such a sheet helps with: where it is; empty for any other item."""
    if item not in STOCKTAKING_ITEMS:
        return ""
    return _("業務の一覧や困りごとは、ホームの「業務の棚卸し」（t）に書き出せます。専門官も読み、いっしょに書けます。")


def taken_back_told(back: TakenBack) -> str:
    """What was taken back, and what stays."""
    said = _("元に戻しました（{what}）。", what=step_told(back.step))
    if n := len(back.stayed):
        said += _n("そのあとに直された{n}件は、そのままです。", "そのあとに直された{n}件は、そのままです。", n)
    return said


# -- how it changes ----------------------------------------------------------------------------------------------------


def checked_size(works: list[Work]) -> list[Work]:
    """The same.

    Raises:
        FullSheetError: they are more than the sheet takes.
    """
    if len(works) > MOST_WORKS:
        raise FullSheetError
    return works


def with_step(works: Sequence[Work], step: SheetStep) -> list[Work]:
    """A sheet after a step.

    Raises:
        FullSheetError: there would be more than it takes.
    """
    after, before = {one.id: one for one in step.became}, {one.id for one in step.was}
    there = [after.get(one.id, one) for one in works if one.id in after or one.id not in before]
    known = {one.id for one in there}
    return checked_size([*there, *(one for one in step.became if one.id not in known)])


def in_turn(steps: Iterable[SheetStep]) -> list[SheetStep]:
    """The oldest first; of the same moment, as they were kept."""
    return sorted(steps, key=lambda one: one.at)


def with_last(steps: Iterable[SheetStep], last: SheetStep) -> list[SheetStep]:
    """The steps that can be taken back after one more: the oldest are given up. A clock that was set back puts no step before an earlier one."""
    before = in_turn(steps)
    kept = [msgspec.structs.replace(last, at=max([last.at, *(one.at for one in before[-1:])]))]
    pieces = _pieces(last)
    for one in reversed(before):
        pieces += _pieces(one)
        if len(kept) == MOST_SHEET_STEPS or pieces > MOST_IN_STEPS:
            break
        kept.insert(0, one)
    return kept


def _pieces(step: SheetStep) -> int:
    return len(step.was) + len(step.became)


def without_step(works: Sequence[Work], step: SheetStep) -> TakenBack:
    """A sheet as it was before a step; what was changed since stays as it stands."""
    now = {one.id: one for one in works}
    was, became = ({one.id: one for one in side} for side in (step.was, step.became))
    untouched = [id_ for id_ in dict.fromkeys((*was, *became)) if now.get(id_) == became.get(id_)]
    stayed = tuple(now[id_] for id_ in (*was, *became) if id_ not in untouched and id_ in now)
    made = [was.get(one.id, one) if one.id in untouched else one for one in works if one.id not in untouched or one.id in was]
    made += [was[id_] for id_ in untouched if id_ in was and id_ not in now]
    return TakenBack(step, made, tuple(dict.fromkeys(stayed)))
