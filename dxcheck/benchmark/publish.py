"""Which averages may be published for a closed cycle: the disclosure rule (docs/design.md section 5), figure by figure.

A reader knows the own answers, knows who submitted when, may look before and after, and may pool what they know with two others. So everything is decided from who is in,
never from what they answered, since a refusal that depends on answers tells something too; and every figure is moved by a noise that nobody without the key can
take away (`benchmark/noise.py`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from dxcheck.assessment import scoring
from dxcheck.assessment.figures import to_step
from dxcheck.benchmark.contribution import Contribution, keys
from dxcheck.benchmark.model import (
    GROUP_OF,
    GROUPS,
    MANY_ITEMS,
    OVERALL,
    PREDECESSOR,
    RULES,
    Benchmark,
    Decision,
    Figure,
    LedgerEntry,
    PublishedFigure,
    Rule,
    dimension_key,
    is_too_old,
    item_key,
)
from dxcheck.i18n import _
from dxcheck.model.snapshot import QuestionnaireRef
from dxcheck.questionnaire.scale import DEFAULT
from dxcheck.system.progress import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from dxcheck.benchmark.model import Band, Figures, Group, Reason
    from dxcheck.benchmark.noise import Noise
    from dxcheck.model.calendar import Cycle
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.questionnaire.scale import Scale
    from dxcheck.questionnaire.tree import Node

TEN = 10
BARELY = 1e-9


@dataclass(frozen=True)
class Inputs:
    """Everything the centre holds for a cycle."""

    latest: Mapping[str, Contribution]
    """Municipality code to the contribution that stood on the closing day."""
    earlier: Mapping[str, Contribution]
    """Snapshot id to contribution, for all that were ever submitted by then: a leaver's last answer is among them."""
    unreadable: frozenset[str] = frozenset()
    """Codes of municipalities whose file or questionnaire could not be read."""


def as_if_all_had(level: float, inputs: Inputs) -> Inputs:
    """The same municipalities and snapshots, but everybody answered everything they answered with one level."""

    def alike(one: Contribution) -> Contribution:
        return msgspec.structs.replace(one, values=dict.fromkeys(one.values, level))

    return Inputs(
        {code: alike(one) for code, one in inputs.latest.items()},
        {name: alike(one) for name, one in inputs.earlier.items()},
        inputs.unreadable,
    )


def prepare(  # the whole publication in one call, so that there is one
    cycle: Cycle,
    questionnaire: Questionnaire,
    prefecture: str,
    inputs: Inputs,
    before: LedgerEntry | None,
    at: dt.datetime,
    noise: Noise,
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
        noise: of the centre's secret key.
        rule: the numbers.
        renamed: key now to key in `before`, where an item changed its id.
    """
    rule = rule or Rule()
    made: Figures = {group: {} for group in GROUPS}
    standing: dict[Group, dict[str, PublishedFigure]] = {group: {} for group in GROUPS}
    decisions: dict[Group, dict[str, Decision]] = {group: {} for group in GROUPS}
    scales = noise_scales(questionnaire, rule)
    for group in GROUPS:
        for key in counted(keys(questionnaire), _("県内平均を計算しています")):
            known = _known(before, group, (renamed or {}).get(key, key))
            whole = None if group == "all" else (decisions["all"][key], standing["all"].get(key))
            step = _Step(cycle, (group, key), inputs, known, (rule, noise, scales[key], questionnaire.scale), whole)
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
    numbers: dict[str, float] = msgspec.to_builtins(rule)
    return LedgerEntry(at, benchmark, numbers, used, standing, decisions, noise.fingerprint)


def noise_scales(questionnaire: Questionnaire, rule: Rule) -> dict[str, float]:
    """By how much each figure's sum is moved.

    A mean over many items lies in a narrower range, and a single answer does less to it; not so the lowest. An item with choices of its own may have wider steps than the
    others: its figure is moved by these, and what is made of it by as much as one of them does to it.
    """
    whole = questionnaire.scale.hiding_unit
    units = dict.fromkeys(keys(questionnaire), whole)
    if len(questionnaire.ordered) >= MANY_ITEMS and questionnaire.is_of_means:
        units[OVERALL] = whole / 2
    felt = {item_key(one.id): questionnaire.scale_of(one.id).hiding_unit_of_item for one in questionnaire.ordered}
    felt |= {dimension_key(node.id): _most_felt(node, felt) for node in questionnaire.tree.walk() if node.is_dimension}
    felt[OVERALL] = _most_felt(questionnaire.tree, felt)
    return {key: rule.noise * max(unit, felt[key]) for key, unit in units.items()}


def _most_felt(node: Node, of_items: Mapping[str, float]) -> float:
    """By how much one step of one answer moves a figure at most. How many steps in a row are met is a level itself, each as wide as the questionnaire's."""
    if node.aggregate == "first_unmet":
        return 0
    parts = [(one.weight, _most_felt(one, of_items)) for one in node.nodes] or [
        (one.weight, of_items[item_key(one.id)]) for one in node.leaves
    ]
    if node.aggregate != "mean":
        return max((step for _, step in parts), default=0)
    weights = sum(weight for weight, _ in parts)
    return max((weight * step / weights for weight, step in parts), default=0)


class _Known(msgspec.Struct, frozen=True):
    """What a reader knows of a figure from before."""

    last: PublishedFigure | None = None
    """Its newest publication."""
    was_hidden: bool = False
    """Whether it was suppressed last time."""
    may_stand: bool = True
    """A figure of a group of rule 1 is known, but is not the same figure."""


def _known(before: LedgerEntry | None, group: Group, key: str) -> _Known:
    if before is None:
        return _Known()
    of = group if group in before.standing else PREDECESSOR.get(group, group)
    was = before.decisions.get(of, {}).get(key)
    return _Known(before.standing.get(of, {}).get(key), was is not None and was.state == "hidden", of == group)


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
        name: tuple[Group, str],
        inputs: Inputs,
        known: _Known,
        how: tuple[Rule, Noise, float, Scale],
        whole: tuple[Decision, PublishedFigure | None] | None,
    ) -> None:
        self._cycle, self._inputs, self._whole = cycle, inputs, whole
        self._group, self._key = name
        self._rule, self._noise, self._scale, self._levels = how
        self._last, self._was_hidden, self._same = known.last, known.was_hidden, known.may_stand

    def decide(self) -> tuple[Decision, PublishedFigure | None]:
        """What happens to the figure, and what stands afterwards. Nothing here but `_figure` looks at a level."""
        eligible = self._eligible()
        mine = self._membership(eligible)
        rest = self._rest(mine)
        decision = Decision("new", "", len(eligible), mine.anew, mine.waiting, mine.kept)
        reason = self._unreadable() or self._waits(mine, rest) or self._too_small(mine, rest)
        if reason == "unchanged" and self._may_stand():
            return msgspec.structs.replace(decision, state="stands", reason=reason), self._last
        if reason:
            return msgspec.structs.replace(decision, state="hidden", reason=reason), self._last
        return decision, PublishedFigure(self._figure(mine.members), mine.members, rest, self._scale)

    def _eligible(self) -> dict[str, str]:
        """Who has a value that is not too old; for a group those of the whole that belong to it, all of them, so that no difference tells them apart."""
        if self._group == "all":
            there = self._inputs.latest.items()
            return {code: one.snapshot for code, one in there if self._key in one.values and not self._is_old(one)}
        return {code: snapshot for code, snapshot in self._in_the_whole.items() if self._group_of(snapshot) == self._group}

    @property
    def _in_the_whole(self) -> dict[str, str]:
        standing = self._whole[1] if self._whole else None
        return standing.members if standing else {}

    def _group_of(self, snapshot: str) -> Group | None:
        found = self._inputs.earlier.get(snapshot)
        return GROUP_OF.get(found.type) if found else None

    def _rest(self, mine: _Membership) -> dict[str, str]:
        """Whom the whole is about without the group."""
        return {code: one for code, one in self._in_the_whole.items() if code not in mine.members}

    def _is_old(self, one: Contribution) -> bool:
        return is_too_old(one.submitted_on, self._cycle.closing_day, self._rule.years)

    def _membership(self, now: Mapping[str, str]) -> _Membership:
        if self._last is None:
            return _Membership(dict(now), len(now))
        last = self._last.members
        staying = {code: now[code] for code in last if code in now}
        anew = sum(one != last[code] for code, one in staying.items())
        if self._group != "all":
            return _Membership(dict(now), anew)
        entering = {code: one for code, one in now.items() if code not in last}
        leaving = {code: one for code, one in last.items() if code not in now}
        joins = len(entering) >= self._rule.batch
        alone = 0 < len(leaving) < self._rule.batch
        overdue = {code for code, one in leaving.items() if self._cannot_stay(one)} if alone else set()
        # After a cycle without a figure the answers that are too old go; until then none goes alone.
        kept = {code: one for code, one in leaving.items() if not (code in overdue and self._was_hidden)} if alone else {}
        return _Membership(
            staying | kept | (entering if joins else {}),
            anew,
            0 if joins else len(entering),
            len(kept),
            expired=bool(overdue) and not self._was_hidden,
        )

    def _cannot_stay(self, snapshot: str) -> bool:
        """Too old, or no longer to be had."""
        found = self._inputs.earlier.get(snapshot)
        return found is None or self._key not in found.values or self._is_old(found)

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
        if mine.anew < enough_anew(len(self._last.members), self._rule):
            return "unchanged"
        anew = sum(rest[code] != snapshot for code, snapshot in self._last.rest.items() if code in rest)
        return None if anew == 0 or anew >= self._rule.changed else "unchanged"

    def _may_stand(self) -> bool:
        """An old figure stands while it was there last time and none of its answers is too old."""
        if self._last is None or self._was_hidden or not self._same:
            return False
        if self._whole is not None and self._whole[0].state == "hidden":
            return False
        return not any(self._cannot_stay(snapshot) for snapshot in self._last.members.values())

    def _too_small(self, mine: _Membership, rest: Mapping[str, str]) -> Reason | None:
        """Rule 2: so many behind the figure, and so many in what is left of the whole without its group."""
        least = least_behind(self._group, self._key, self._rule)
        if len(mine.members) < least:
            return "few"
        return "remainder" if self._group != "all" and len(rest) < least else None

    def _figure(self, members: Mapping[str, str]) -> Figure:
        values = [self._inputs.earlier[snapshot].values[self._key] for snapshot in members.values()]
        moved = math.fsum(values) + self._noise.of(self._group, self._key, members.values(), self._scale)
        return figure(moved, len(values), self._cycle, self._rule, self._levels)


def least_behind(group: Group, key: str, rule: Rule) -> int:
    """How many are behind a figure at least (rule 2), and in the remainder outside a group's."""
    least = rule.least if group == "all" else rule.least_in_group
    return max(least, rule.least_for_item) if key.startswith(item_key("")) else least


def enough_anew(members: int, rule: Rule) -> int:
    """How many of a figure's contributors submit anew before it is replaced (rule 3)."""
    return max(rule.changed, math.ceil(rule.changed_share * members - BARELY))


def figure(moved: float, count: int, cycle: Cycle, rule: Rule, scale: Scale = DEFAULT) -> Figure:
    """What is published of a sum that was moved (rules 4 and 5): rounded, and at an end of the scale no figure. It adds nothing to what the moved sum tells.

    Args:
        moved: the sum of the contributors' values with its noise.
        count: contributors.
        cycle: it is computed for.
        rule: the numbers.
        scale: of the questionnaire: what the steps and the ends are parts of.
    """
    mean = to_step(moved / count, scale.fine if count >= rule.decimal_from else scale.coarse)
    band: Band = "10+" if count >= TEN else "6-9"
    if mean <= scale.low_end:
        return Figure(cycle, band, end="low", at=None if scale.low_end == DEFAULT.low_end else scale.low_end)
    if mean >= scale.high_end:
        return Figure(cycle, band, end="high", at=None if scale.high_end == DEFAULT.high_end else scale.high_end)
    return Figure(cycle, band, mean=mean, digits=scale.digits)
