"""The figures of one publication as rows: the whole, the dimensions and their items, with what the centre alone may know about each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.widgets.rows import Row
from dxcheck.assessment.figures import as_step
from dxcheck.benchmark.gate import peers, shown
from dxcheck.benchmark.model import OVERALL, dimension_key, item_key
from dxcheck.benchmark.wording import REASONS
from dxcheck.i18n import _, _n
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dxcheck.benchmark.model import Benchmark, Decision, Figure, Group
    from dxcheck.prefecture.cohort import Cohort
    from dxcheck.questionnaire import Questionnaire

NAME, FIGURE, BEHIND = 26, 10, 10
WIDE_NAME = 46
"""Where there is room for the whole name."""


def figure_rows(
    benchmark: Benchmark,
    questionnaire: Questionnaire,
    group: Group,
    decisions: Mapping[str, Decision],
    progress: Mapping[str, Cohort],
    *,
    wide: bool = False,
) -> list[Row]:
    """A row a figure, published or not.

    Args:
        benchmark: whose figures.
        questionnaire: what it is about.
        group: 全市町, 市 or 町.
        decisions: what happened to each figure and why; empty where that was not written down here.
        progress: the same municipalities since the publication before; empty where there is none.
        wide: whether the screen has room for whole names.
    """
    room = WIDE_NAME if wide else NAME
    view = peers(benchmark, questionnaire, group)

    def row(key: str, figure: Figure | None, name: str) -> Row:
        decision = decisions.get(key)
        about = [
            _why(decision),
            _stands(figure, benchmark),
            _moved(progress.get(key), questionnaire.scale.digits) if figure is not None else "",
        ]
        behind = _n("{n}市町", "{n}市町", decision.contributors) if decision is not None else ""
        return Row(pad(shown(figure), FIGURE) + pad(behind, BEHIND) + _("、").join(one for one in about if one), head=pad(name, room))

    about = _("変化は、前の公表のときと今の両方に提出した市町（かっこの中の数）で比べています。")
    rows = [
        *([Row(about, style="$muted")] if progress else []),
        Row(
            "  " + pad(_("分野と設問"), room + 2) + pad(_("平均"), FIGURE) + pad(_("回答"), BEHIND) + _("出さない理由、変化"),
            style="$muted",
        ),
        row(OVERALL, view.overall, _("全体")),
    ]
    for one in questionnaire.dimensions:
        rows.append(row(dimension_key(one.id), view.dimensions.get(one.id), str(one.short)))
        for item in questionnaire.items_by_dimension[one.id]:
            if item.sensitive:
                rows.append(Row(_("弱いところが分かるため、出しません"), head=pad(f"  {item.id}", room), style="$muted"))
            else:
                rows.append(row(item_key(item.id), view.items.get(item.id), f"  {item.id} {item.title}"))
    return rows


def _why(decision: Decision | None) -> str:
    if decision is None or not decision.reason:
        return ""
    why = _(REASONS[decision.reason]) if decision.reason in REASONS else ""
    return _("前のまま: {why}", why=why) if decision.state == "stands" else why


def _stands(figure: Figure | None, benchmark: Benchmark) -> str:
    return _("{cycle}の平均", cycle=figure.cycle.short) if figure is not None and figure.cycle != benchmark.cycle else ""


def _moved(cohort: Cohort | None, digits: int) -> str:
    if cohort is None or cohort.moved is None:
        return ""
    return _("{by}（{n}市町）", n=cohort.matched, by=as_step(cohort.moved, digits))
