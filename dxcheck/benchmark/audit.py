"""The last look before anything is written: whether a publication could tell anything of anybody for certain, whoever puts together what they know.

It is decided from who is in and from what is published, never from an answer, so that a refusal tells nothing either. The reasoning (docs/design.md section 5.4): a figure
of which every sum of its contributors is possible leaves every level of every contributor possible, for any coalition and together with any other figures; figures
that were published before and are repeated add nothing; and what is decided from who is in tells nothing of what they answered. So three things are looked at for
every figure, in code of its own: that the decisions are the same whatever the answers are, that a figure is what the noise of exactly its contributors makes of
them and no noise is near the end of its reach, and that what stands was published before.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.benchmark.model import (
    CHANGED_SHARE,
    GROUPS,
    LEAST,
    LEAST_FOR_ITEM,
    LEAST_IN_GROUP,
    NOISE,
    OVERALL,
    RULES,
    item_key,
)
from dxcheck.benchmark.noise import REACH
from dxcheck.i18n import _
from dxcheck.system.progress import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dxcheck.benchmark.model import Figure, Group, LedgerEntry, PublishedFigure
    from dxcheck.benchmark.noise import Noise
    from dxcheck.questionnaire.scale import Scale

_BARELY: Final = 1e-6
MOST_FIGURES: Final = 10
"""An answer counts for two years: five closing days at most, each with the whole and one group."""


class Doubt(NamedTuple):
    """Why something may not be published."""

    group: Group
    key: str
    what: str
    """For the log and whoever mends it: numbers, decisions, members, noise, reach, known, often."""


def doubts(entry: LedgerEntry, earlier: Sequence[LedgerEntry], replay: Callable[[float], LedgerEntry], noise: Noise) -> Iterator[Doubt]:
    """What speaks against publishing an entry; nothing, as far as anybody knows.

    Args:
        entry: what would be published.
        earlier: everything published before.
        replay: the same publication, had everybody answered everything with this level.
        noise: of the centre's secret key.
    """
    floors = {
        "least": LEAST,
        "least_in_group": LEAST_IN_GROUP,
        "least_for_item": LEAST_FOR_ITEM,
        "changed_share": CHANGED_SHARE,
        "noise": NOISE,
    }
    weak = any(entry.rule[name] < floor for name, floor in floors.items())
    if weak or entry.benchmark.rule != RULES or entry.key != noise.fingerprint:
        yield Doubt("all", "", "numbers")
    replays = [replay(level) for level in _levels(entry.benchmark.questionnaire.range)]
    published = _published(earlier)
    for group in GROUPS:
        for key, decision in counted(entry.decisions[group].items(), _("公表する前の点検をしています")):
            alike = all(one.decisions[group].get(key) == decision for one in replays)
            standing = [one.standing[group].get(key) for one in (entry, *replays)]
            figure = entry.benchmark.figures[group].get(key)
            if not alike or len({_who(one) for one in standing}) > 1 or (figure is None) != (decision.state == "hidden"):
                yield Doubt(group, key, "decisions")
            elif figure is not None:
                of, *replayed = standing
                assert of is not None
                if decision.state == "new":
                    yield from _of_new(entry, (group, key), of, [one.figure for one in replayed if one is not None], noise)
                elif (group, key, figure) not in published:
                    yield Doubt(group, key, "known")
    yield from _too_often([*earlier, entry])


def _levels(scale: Scale) -> tuple[float, float, float]:
    """Had everybody answered alike: at both ends of the scale, and where the noise shows whole."""
    return scale.low, (scale.low + scale.high) / 2, scale.high


def _who(standing: PublishedFigure | None) -> tuple[object, ...]:
    return () if standing is None else (tuple(sorted(standing.members.items())), tuple(sorted(standing.rest.items())))


def _of_new(entry: LedgerEntry, name: tuple[Group, str], of: PublishedFigure, replayed: list[Figure], noise: Noise) -> Iterator[Doubt]:
    """What speaks against one new figure."""
    group, key = name
    least = max(entry.rule[name] for name in _floors_of(group, key))
    scale, count, levels = of.scale, len(of.members), entry.benchmark.questionnaire.range
    whole = entry.standing["all"][key].members
    if count < least or (group != "all" and (len(of.rest) < least or {**of.members, **of.rest} != whole)):
        yield Doubt(group, key, "members")
        return
    away = noise.of(group, key, of.members.values(), scale)
    least_scale = levels.hiding_unit * (NOISE / 2 if key == OVERALL else NOISE)
    if scale < least_scale or abs(away) > REACH * scale - levels.span:
        yield Doubt(group, key, "reach")
    for level, found in zip(_levels(levels), replayed, strict=True):
        # Where a mean at this level was moved to, and what was said of it: the nearest step, or an end of the scale.
        mean, step = level + away / count, levels.fine if count >= entry.rule["decimal_from"] else levels.coarse
        said = {"low": min(mean, levels.low_end), "high": max(mean, levels.high_end), "": found.mean}[found.end]
        if said is None or abs(said - mean) > step / 2 + _BARELY:
            yield Doubt(group, key, "noise")


def _floors_of(group: Group, key: str) -> Iterator[str]:
    """Which numbers of the rule say how many are behind a figure."""
    yield "least" if group == "all" else "least_in_group"
    if key.startswith(item_key("")):
        yield "least_for_item"


def _published(earlier: Sequence[LedgerEntry]) -> set[tuple[Group, str, Figure]]:
    return {(group, key, figure) for one in earlier for group, made in one.benchmark.figures.items() for key, figure in made.items()}


def _too_often(entries: Sequence[LedgerEntry]) -> Iterator[Doubt]:
    """Answers that would stand in more figures of an item than the bound on what all of them together tell allows for."""
    counts: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        for made in entry.standing.values():
            counts.update(
                (key, snapshot)
                for key, one in made.items()
                if one.figure.cycle == entry.benchmark.cycle
                for snapshot in one.members.values()
            )
    for (key, _snapshot), count in counts.items():
        if count > MOST_FIGURES:
            yield Doubt("all", key, "often")
            return
