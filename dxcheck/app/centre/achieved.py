"""支援とその後: visits and what was agreed there in a period, and how far the same items came, where a step was agreed and where not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row
from dxcheck.desk.support import what_support_achieved
from dxcheck.i18n import N_, _
from dxcheck.prefecture.achieved import REACHED
from dxcheck.reports.achieved import course_in_words, how_compared, what_it_does_not_prove, what_was_done

if TYPE_CHECKING:
    from dxcheck.model.calendar import Cycle

_BEFORE = Command("cycle(-1)", ("p",), N_("前の期"), N_("1つ前の診断期を見ます"))
_AFTER = Command("cycle(1)", ("n",), N_("次の期"), N_("1つ後の診断期を見ます"))


class AchievedScreen(RowsScreen, CentreScreen):
    """One cycle at a time; the report with names says the same."""

    TITLE_TEXT = N_("支援とその後")
    GUIDE = N_("訪問と取組の数、訪問で取組を決めた分野とそうでない分野の同じ設問の動きを見ます。センター用の報告書にも入ります。")
    OFFERED = (_BEFORE, _AFTER)
    TABLE = (_BEFORE, _AFTER, BACK)

    def __init__(self) -> None:
        super().__init__()
        self._cycle: Cycle = self.centre.comparing.cycle

    def rows(self) -> list[Row]:
        """What was done, then the three groups, then how to read them."""
        overview = self.centre.comparing.overview(self._cycle)
        found, digits = what_support_achieved(self.centre, overview), overview.questionnaire.scale.digits
        head = overview.cycle.label + (_("（受付中）") if overview.is_open else "")
        rows = [
            Row(head, style="bold $heading"),
            *(Row(one) for one in what_was_done(found, overview, self.centre.cases.now.date())),
            Row(""),
        ]
        rows.append(Row(_("同じ設問の動き（{before}の時点から）", before=overview.against.label), style="bold $heading"))
        for group, one in found.groups.items():
            rows += [Row(_(REACHED[group]), style="bold"), Row(_("　{text}", text=course_in_words(one, digits)))]
        return [*rows, Row(""), Row(what_it_does_not_prove(), style="$caution"), Row(how_compared(overview), style="$muted")]

    def action_cycle(self, by: int) -> None:
        """Another cycle; never one that has not begun."""
        wanted = self._cycle.next if by > 0 else self._cycle.previous
        if wanted <= self.centre.comparing.cycle:
            self._cycle = wanted
            self.show_rows()
