"""The one gate (rule 7): every peer figure on a screen, in a chart or in an export comes from `peers`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.assessment.figures import as_mean
from dxcheck.benchmark.model import OVERALL, RULES, Figure, dimension_key, item_key
from dxcheck.i18n import _
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dxcheck.benchmark.model import Benchmark, Group
    from dxcheck.model.calendar import Cycle
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.questionnaire.scale import Scale


class Peers(NamedTuple):
    """The published averages one reader may see of one cycle. What is suppressed is None, whatever the reason."""

    cycle: Cycle
    overall: Figure | None
    dimensions: Mapping[str, Figure]
    items: Mapping[str, Figure]
    rule: int = RULES
    """The version of the disclosure rule they were published under."""


def peers(benchmark: Benchmark, questionnaire: Questionnaire, group: Group = "all") -> Peers:
    """The averages of a benchmark that belong to a questionnaire's dimensions and items.

    Items that describe a weakness an attacker could use never have a figure of their own, also not from a file made elsewhere.
    """
    found = benchmark.figures.get(group, {})
    dimensions = {one.id: found[dimension_key(one.id)] for one in questionnaire.dimensions if dimension_key(one.id) in found}
    items = {one.id: found[item_key(one.id)] for one in questionnaire.ordered if item_key(one.id) in found and not one.sensitive}
    return Peers(benchmark.cycle, found.get(OVERALL), dimensions, items, benchmark.rule)


def newest(benchmarks: Sequence[Benchmark], upto: Cycle) -> Benchmark | None:
    """The newest benchmark that is not later than a cycle."""
    fitting = [one for one in benchmarks if one.cycle <= upto]
    return max(fitting, key=lambda one: one.cycle, default=None)


STANDS_MARK: Final = "*"
"""Behind a figure that was computed for an earlier cycle than the one it is shown at, as behind whatever is of an earlier cycle."""


def shown(figure: Figure | None, at: Cycle | None = None) -> str:
    """A figure as every screen, chart and export writes it: 1.2, 0.5以下, 4.5以上 or 非表示.

    Args:
        figure: what the gate lets through.
        at: the cycle it stands at where nothing else says that it may be an earlier one's: then such a one is marked.
    """
    if figure is None:
        return _("非表示")
    if figure.end:
        end = as_level(figure.height or 0)
        said = _("{value}以下", value=end) if figure.end == "low" else _("{value}以上", value=end)
    else:
        said = as_mean(figure.mean, figure.digits)
    return said + (STANDS_MARK if at is not None and is_earlier(figure, at) else "")


def is_earlier(figure: Figure | None, at: Cycle) -> bool:
    """Whether a figure is an earlier cycle's that still stands: too few submitted anew for a new one."""
    return figure is not None and figure.cycle != at


def what_stands() -> str:
    """What the mark behind a figure says."""
    return _("{mark} は、新しい提出がまだ少ないため、前の期のままの平均です。", mark=STANDS_MARK)


def standing_in_short() -> str:
    """The same for a legend."""
    return _("前の期のままの県内平均（{mark}）", mark=STANDS_MARK)


def height_of(figure: Figure | None) -> float | None:
    """Where a figure is drawn: an end of the scale at the value it does not pass."""
    return None if figure is None else figure.height


def band(figure: Figure) -> str:
    """How many municipalities it is made of, as a band."""
    return _("10市町以上") if figure.band == "10+" else _("6から9市町")


def why_hidden() -> str:
    """One plain sentence for every suppressed figure; it never says which reason it was."""
    return _("「非表示」は、個別の市町の回答が分かってしまうおそれがあるなどの理由で出していない平均です。")


def what_it_is(rule: int = RULES) -> str:
    """What the averages are, what was done to them, and what they do not protect against (rule 9).

    Args:
        rule: the one they were published under; those of rule 1 were not moved.
    """
    if rule == 1:
        return _(
            "県内平均は、個別の市町が分からない形の平均です。ただし、多くの市町どうしが回答を見せ合えば、残りの市町の回答が推し量られることはあります。"
        )
    return _(
        "県内平均は、個別の市町が分からないよう、数を少しだけ動かした平均です。ただし、多くの市町どうしが回答を見せ合えば、残りの市町の回答が推し量られることはあります。"
    )


def which_rule(benchmark: Benchmark) -> str:
    """A mark for what was published under an earlier rule; empty for all others."""
    if benchmark.rule == 1:
        return _("前の決まりで公表（数を動かしていません）")
    return _("前の決まりで公表") if benchmark.rule < RULES else ""


def what_ends_mean(scale: Scale) -> str:
    """What an end of the scale says."""
    return _(
        "「{low}以下」「{high}以上」は、平均がおよそその範囲にあることを表します。",
        low=as_level(scale.low_end),
        high=as_level(scale.high_end),
    )
