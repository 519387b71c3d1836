"""How the municipalities spread over one dimension, and over each of its items."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK
from dxcheck.app.linebreak import pad
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row
from dxcheck.i18n import N_, _
from dxcheck.overview import MEASURES, WHOLE, spread
from dxcheck.questionnaire.model import TOP_LEVEL

if TYPE_CHECKING:
    from dxcheck.overview import Measure, Overview

SIGN = "#"
LEVEL = 8


class SpreadScreen(RowsScreen, CentreScreen):
    """A line a step, a sign a municipality, the names beside."""

    TITLE_TEXT = N_("分野の散らばり")
    GUIDE = N_("近い値の市町どうしは、いっしょに取り組みやすい相手です。上の段の市町は、経験を話してもらえるかもしれません。")
    TABLE = (BACK,)

    def __init__(self, overview: Overview, column: str, measure: Measure) -> None:
        super().__init__()
        self._overview, self._column, self._measure = overview, column, measure

    def rows(self) -> list[Row]:
        """The strip."""
        q = self._overview.questionnaire
        name = _("全体") if self._column == WHOLE else str(q.dimension_by_id[self._column].title)
        rows = [Row(_("{name}　{measure}", name=name, measure=_(MEASURES[self._measure])), style="bold $heading"), Row("")]
        steps = spread(self._overview.lines, self._column, self._measure)
        while len(steps) > 1 and not steps[-1]:
            steps.pop()
        for number, lines in reversed(list(enumerate(steps))):
            label = f"{number * 0.1:.0%}" if self._measure == "unknown" else f"{number * 0.5:.1f}"
            names = _("、").join(str(one.municipality) for one in lines)
            rows.append(Row(names or " ", head=f"{label:>4} {pad(SIGN * len(lines), 12)}"))
        without = [one for one in self._overview.counted if one.value(self._column, self._measure) is None]
        if without:
            names = _("、").join(str(one.municipality) for one in without)
            rows += [Row(""), Row(_("値のない市町: {names}", names=names), style="$muted")]
        return rows + (self._items() if self._column != WHOLE else [])

    def _items(self) -> list[Row]:
        """How many municipalities stand at each level of each item."""
        rows = [Row(""), Row(_("設問ごと（レベルと市町の数）"), style="bold $heading")]
        for item in self._overview.questionnaire.items_by_dimension[self._column]:
            chosen = Counter(one.choices.get(item.id) for one in self._overview.counted)
            levels = "".join(pad(f"{level}: {chosen[level] or '-'}", LEVEL) for level in range(TOP_LEVEL + 1))
            unknown = _("わからない {n}", n=chosen["unknown"]) if chosen["unknown"] else ""
            rows += [Row(str(item.title), head=item.id), Row(pad("", 8) + levels + unknown)]
        return rows
