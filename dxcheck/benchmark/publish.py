"""Which averages may be published for a closed cycle: the disclosure rule (docs/design.md section 5), figure by figure.

A reader knows the own answers, knows who submitted when, may look before and after, and may pool what they know with one other. So a figure replaces the last one
only when enough of its contributors submitted since, nobody enters or leaves it alone, and whatever could not be read suppresses.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from dxcheck.assessment import scoring
from dxcheck.assessment.figures import mean_of, rounded
from dxcheck.benchmark.contribution import Contribution, keys
from dxcheck.benchmark.model import GROUPS, RULES, Benchmark, Decision, Figure, LedgerEntry, PublishedFigure, Rule, is_too_old
from dxcheck.model.snapshot import QuestionnaireRef

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from dxcheck.benchmark.model import Band, End, Figures, Group, Reason
    from dxcheck.model.calendar import Cycle
    from dxcheck.questionnaire.model import Questionnaire

TEN, HALF, BARELY = 10, 0.5, 1e-9
LOW_END, HIGH_END = 0.5, 4.5


@dataclass(frozen=True)
class Inputs:
    """Everything the centre holds for a cycle."""

    latest: Mapping[str, Contribution]
    """Municipality code to the contribution that stood on the closing day."""
    earlier: Mapping[str, Contribution]
    """Snapshot id to contribution, for all that were ever submitted by then: a leaver's last answer is among them."""
    unreadable: frozenset[str] = frozenset()
    """Codes of municipalities whose file or questionnaire could not be read."""


def prepare(  # the whole publication in one call, so that there is one
    cycle: Cycle,
    questionnaire: Questionnaire,
    prefecture: str,
    inputs: Inputs,
    before: LedgerEntry | None,
    at: dt.datetime,
    *,
    rule: Rule | None = None,
    renamed: Mapping[str, str] | None = None,
) -> LedgerEntry:
    """What would be published for `cycle`, with the reasons; publishing it writes this very entry into the ledger.

    Args:
        cycle: a closed one, later than the last published.
        questionnaire: in force when it closed.
        prefecture: its six-digit code.
        inputs: what was submitted by the closing day.
        before: the last publication.
        at: now.
        rule: the numbers.
        renamed: key now to key in `before`, where an item changed its id.
    """
    rule = rule or Rule()
    made: Figures = {group: {} for group in GROUPS}
    standing: dict[Group, dict[str, PublishedFigure]] = {group: {} for group in GROUPS}
    decisions: dict[Group, dict[str, Decision]] = {group: {} for group in GROUPS}
    for group in GROUPS:
        for key in keys(questionnaire):
            old_key = (renamed or {}).get(key, key)
            last = before.standing.get(group, {}).get(old_key) if before else None
            was = before.decisions.get(group, {}).get(old_key) if before else None
            whole = None if group == "all" else (decisions["all"][key], standing["all"].get(key))
            step = _Step(cycle, key, group, inputs, last, was, rule, whole)
            decision, now = step.decide()
            decisions[group][key] = decision
            if now is not None:
                standing[group][key] = now
                if decision.state != "hidden":
                    made[group][key] = now.figure
    benchmark = Benchmark(
        cycle, at.date(), prefecture, RULES, scoring.RULE, QuestionnaireRef.to(questionnaire), {g: made[g] for g in GROUPS}
    )
    used = tuple(sorted(one.snapshot for one in inputs.latest.values()))
    return LedgerEntry(at, benchmark, rule, used, standing, decisions)


class _Membership(msgspec.Struct, frozen=True):
    """Who would be in a figure, and how that differs from the last one."""

    members: dict[str, str]
    """Municipality code to snapshot id."""
    anew: int
    waiting: int = 0
    kept: int = 0
    expired: bool = False


class _Step:
    """One figure, one group, one cycle."""

    def __init__(
        self,
        cycle: Cycle,
        key: str,
        group: Group,
        inputs: Inputs,
        last: PublishedFigure | None,
        was: Decision | None,
        rule: Rule,
        whole: tuple[Decision, PublishedFigure | None] | None,
    ) -> None:
        self._cycle, self._key, self._group, self._inputs = cycle, key, group, inputs
        self._last, self._was, self._rule = last, was, rule
        self._whole = whole

    def decide(self) -> tuple[Decision, PublishedFigure | None]:
        """What happens to the figure, and what stands afterwards."""
        eligible = self._eligible()
        mine = self._membership(eligible)
        rest = self._rest(mine)
        decision = Decision("new", "", len(eligible), mine.anew, mine.waiting, mine.kept)
        reason = self._unreadable() or self._waits(mine, rest) or self._too_small(mine, rest)
        if reason == "unchanged" and self._may_stand():
            return msgspec.structs.replace(decision, state="stands", reason=reason), self._last
        made = None if reason else self._figure(mine.members)
        if made is None:
            return msgspec.structs.replace(decision, state="hidden", reason=reason or "alike"), self._last
        return decision, PublishedFigure(made, mine.members, rest)

    def _eligible(self) -> dict[str, str]:
        """Who has a value that is not too old; for a group only those who stand in the whole, so that no difference tells them apart."""
        if self._group == "all":
            there = self._inputs.latest.items()
            return {code: one.snapshot for code, one in there if self._key in one.values and not self._is_old(one)}
        standing = self._whole[1] if self._whole else None
        known = standing.members if standing else {}
        return {code: snapshot for code, snapshot in known.items() if self._type(snapshot) == self._group}

    def _type(self, snapshot: str) -> str:
        found = self._inputs.earlier.get(snapshot)
        return found.type if found else ""

    def _rest(self, mine: _Membership) -> dict[str, str]:
        """Whom the whole is about without the group."""
        standing = self._whole[1] if self._whole else None
        return {code: one for code, one in standing.members.items() if code not in mine.members} if standing else {}

    def _is_old(self, one: Contribution) -> bool:
        return is_too_old(one.submitted_on, self._cycle.closing_day, self._rule.years)

    def _membership(self, now: Mapping[str, str]) -> _Membership:
        if self._last is None:
            return _Membership(dict(now), len(now))
        last = self._last.members
        staying = {code: now[code] for code in last if code in now}
        entering = {code: one for code, one in now.items() if code not in last}
        leaving = {code: one for code, one in last.items() if code not in now}
        joins = len(entering) >= self._rule.batch
        alone = 0 < len(leaving) < self._rule.batch
        overdue = {code for code, one in leaving.items() if self._cannot_stay(one)} if alone else set()
        # After a cycle without a figure the answers that are too old go; until then none goes alone.
        kept = {code: one for code, one in leaving.items() if not (code in overdue and self._was_hidden)} if alone else {}
        return _Membership(
            staying | kept | (entering if joins else {}),
            sum(one != last[code] for code, one in staying.items()),
            0 if joins else len(entering),
            len(kept),
            expired=bool(overdue) and not self._was_hidden,
        )

    def _cannot_stay(self, snapshot: str) -> bool:
        """Too old, or no longer to be had."""
        found = self._inputs.earlier.get(snapshot)
        return found is None or self._key not in found.values or self._is_old(found)

    @property
    def _was_hidden(self) -> bool:
        return self._was is not None and self._was.state == "hidden"

    def _unreadable(self) -> Reason | None:
        """Rule 6: whoever cannot be read might have been in it, and nobody drops out by damage."""
        return "unreadable" if self._inputs.unreadable else None

    def _waits(self, mine: _Membership, rest: Mapping[str, str]) -> Reason | None:
        """Rule 3, for the figure and for what is left of the whole without it."""
        if self._whole is not None and self._whole[0].state != "new":
            return "unchanged" if self._whole[0].state == "stands" and self._last is not None else "whole"
        if self._last is None:
            return None
        if mine.expired:
            return "expired"
        if mine.anew < self._rule.changed:
            return "unchanged"
        return None if self._rest_is_safe(mine, rest) else "unchanged"

    def _rest_is_safe(self, mine: _Membership, rest: Mapping[str, str]) -> bool:
        """The whole minus the group is a figure too: nobody may change, enter or leave alone there either."""
        if self._group == "all" or self._last is None:
            return True
        was = self._last.rest
        staying = [code for code in rest if code in was]
        anew = sum(rest[code] != was[code] for code in staying)
        if anew == len(staying) and mine.anew == sum(code in self._last.members for code in mine.members):
            return True  # everybody submitted since: the last figure tells nothing about who came or went
        moves = (anew, self._rule.changed), (len(rest) - len(staying), self._rule.batch), (len(was) - len(staying), self._rule.batch)
        return all(moved == 0 or moved >= least for moved, least in moves)

    def _may_stand(self) -> bool:
        """An old figure stands while it was there last time and none of its answers is too old."""
        if self._last is None or self._was_hidden:
            return False
        if self._whole is not None and self._whole[0].state == "hidden":
            return False
        return not any(self._cannot_stay(snapshot) for snapshot in self._last.members.values())

    def _too_small(self, mine: _Membership, rest: Mapping[str, str]) -> Reason | None:
        """Rule 2: so many behind the figure, and so many in what is left of the whole without its group."""
        if len(mine.members) < self._rule.least:
            return "few"
        if self._group != "all" and len(rest) < self._rule.least:
            return "remainder"
        return None

    def _figure(self, members: Mapping[str, str]) -> Figure | None:
        values = []
        for snapshot in members.values():
            found = self._inputs.earlier.get(snapshot)
            if found is None or self._key not in found.values:
                return None
            values.append(found.values[self._key])
        return figure(values, self._cycle, self._rule)


def figure(values: Sequence[float], cycle: Cycle, rule: Rule) -> Figure | None:
    """The figure for so many values, or None where it would tell too much (rules 4 and 5).

    The end of the scale is judged without the outermost contributors: two who enter the highest level on purpose could otherwise squeeze all others to 0.
    """
    count = len(values)
    if count < rule.least or max(Counter(values).values()) >= count - 1:
        return _at_an_end(values, cycle, rule)
    return _at_an_end(values, cycle, rule) or Figure(cycle, _band(count), mean=_rounded(mean_of(values), rule, count))


def _at_an_end(values: Sequence[float], cycle: Cycle, rule: Rule) -> Figure | None:
    ordered, count = sorted(values), len(values)
    if count < rule.least:
        return None
    end: End = ""
    if _mean(ordered[: -rule.trimmed]) <= LOW_END + BARELY:
        end = "low"
    elif _mean(ordered[rule.trimmed :]) >= HIGH_END - BARELY:
        end = "high"
    return Figure(cycle, _band(count), end=end) if end else None


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _band(count: int) -> Band:
    return "10+" if count >= TEN else "6-9"


def _rounded(mean: float, rule: Rule, count: int) -> float:
    """To one decimal or to half levels."""
    return rounded(mean) if count >= rule.decimal_from else rounded(2 * mean, 0) / 2
