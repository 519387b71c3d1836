"""A draft's life between its first answer and its submission: how old it is, and how it is given up and brought back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import Draft, SetAside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dxcheck.model.calendar import Cycle
    from dxcheck.model.schedule import Schedule

KEPT_ASIDE: Final = dt.timedelta(days=90)
"""How long a draft that was given up can be brought back: a cycle's end, a summer holiday and a transfer fit in."""
MOST_ASIDE: Final = 30
"""Drafts kept aside, those given up last: one every three days, so that giving up again and again cannot grow the file for ever."""


class DraftAge(NamedTuple):
    """When a draft was begun and last touched, and what in it is from before the cycle it would be submitted for."""

    begun_at: dt.datetime
    touched_at: dt.datetime
    begun_for: Cycle
    """The cycle that answers were collected for when it was begun."""
    is_old: bool
    """Whether it was begun in an earlier cycle than the one it would be submitted for."""
    carried_over: dict[str, dt.date]
    """Item to the day of its answer, where nobody has looked at it in this cycle."""


def age_of(draft: Draft, schedule: Schedule, cycle: Cycle) -> DraftAge:
    """How old a draft is that would be submitted for `cycle`."""
    begun_for = schedule.collecting(draft.started_at.date())
    return DraftAge(draft.started_at, draft.touched_at, begun_for, begun_for < cycle, draft.given_before(schedule.first_day(cycle)))


def begun_and_touched(age: DraftAge) -> str:
    """When a draft was begun and when somebody last wrote in it."""
    begun, touched = long_date(age.begun_at), long_date(age.touched_at)
    if begun == touched:
        return _("{day}に始めた下書きです。", day=begun)
    return _("{begun}に始め、{touched}に最後に書いた下書きです。", begun=begun, touched=touched)


def what_is_old(age: DraftAge, cycle: Cycle) -> list[str]:
    """What to know before a draft from an earlier cycle becomes a result of this one; nothing where all of it is of this cycle."""
    said = []
    if age.is_old:
        said.append(_("{before}に始めたもので、提出すると{cycle}の診断結果になります。", before=age.begun_for.label, cycle=cycle.label))
    if n := len(age.carried_over):
        said.append(
            _n(
                "{n}問は、{day}までに答えたままで、{cycle}に入ってからまだ見直していません。",
                "{n}問は、{day}までに答えたままで、{cycle}に入ってからまだ見直していません。",
                n,
                day=long_date(max(age.carried_over.values())),
                cycle=cycle.label,
            )
        )
    return said


# -- giving up ---------------------------------------------------------------------------------------------------------


def given_up(draft: Draft, aside: Iterable[SetAside], at: dt.datetime, by: str) -> list[SetAside]:
    """What is kept aside once a draft is given up, that one at the end; what is too old or too much goes."""
    return [*_with_room(one for one in aside if at - one.at <= KEPT_ASIDE), SetAside(draft, at, by)]


def _with_room(aside: Iterable[SetAside]) -> list[SetAside]:
    """Without those given up longest ago that leave no room for one more."""
    kept = list(aside)
    gone = sorted(kept, key=lambda one: one.at)[: max(0, len(kept) + 1 - MOST_ASIDE)]
    return [one for one in kept if one not in gone]


def what_goes(aside: Iterable[SetAside]) -> str:
    """What to say before one more draft is given up, where another one goes for it; else nothing.

    Args:
        aside: what can be brought back now.
    """
    there = list(aside)
    kept = _with_room(there)
    gone = [one for one in there if one not in kept]
    if not gone:
        return ""
    return _n(
        "取りやめた下書きは{n}件まで残ります。{day}に取りやめたものは、戻せなくなります。",
        "取りやめた下書きは{n}件まで残ります。{day}に取りやめたものは、戻せなくなります。",
        MOST_ASIDE,
        day=long_date(gone[-1].at),
    )


def brought_back(draft: Draft | None, aside: Iterable[SetAside], at: dt.datetime, by: str) -> tuple[Draft, list[SetAside]]:
    """The last of those kept aside, and what is kept aside from then on: before all others the present draft, if anybody wrote in it.

    So bringing back again and again goes through all of them.

    Raises:
        LookupError: nothing is kept aside.
    """
    kept = list(aside)
    if not kept:
        raise LookupError
    *others, last = kept
    return last.draft, [SetAside(draft, at, by), *others] if draft is not None and draft.revision else others
