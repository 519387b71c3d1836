"""A newer version of the questionnaire in the middle of a draft: what is said about it on the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.screens.base import button
from dxcheck.app.staff.home_panels import buttons
from dxcheck.app.staff.ways import CARRY_OVER
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.app.widgets.rows import Row
from dxcheck.assessment.draft_life import KEPT_ASIDE
from dxcheck.assessment.new_version import newer_version_there, old_version_may_be_finished, what_moving_means
from dxcheck.i18n import _, _n

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from dxcheck.desk import StaffDesk
    from dxcheck.model.snapshot import Draft


def news_panel(desk: StaffDesk, draft: Draft) -> Iterable[Widget]:
    """At home: that there is a newer version, and the way to it; nothing where there is none."""
    news = desk.news(draft)
    if news is not None:
        yield Paragraphs((newer_version_there(news), "$caution"))
        yield from buttons(button(CARRY_OVER))


def news_rows(desk: StaffDesk, draft: Draft) -> list[Row]:
    """In the review: that there is a newer version, and every item that it asks otherwise; nothing where there is none."""
    news = desk.news(draft)
    if news is None:
        return []
    how = _("新しい版に移すときは、ホームの「新しい版に移す」（m）を選んでください。")
    rows = [Row(newer_version_there(news), style="bold $caution"), *(Row(one) for one in what_moving_means(news, draft))]
    rows += [Row(how + old_version_may_be_finished(KEPT_ASIDE), style="$muted"), Row("")]
    older, newer = news.older.item_by_id, news.newer.item_by_id
    n = len(news.reworded)
    blocks = (
        (
            _n("新しい版で言葉が変わる設問　{n}問", "新しい版で言葉が変わる設問　{n}問", n),
            [Row(str(older[one].title), value=one, head=one) for one in news.reworded],
        ),
        (
            _n("新しい版でなくなる設問　{n}問", "新しい版でなくなる設問　{n}問", len(news.gone)),
            [Row(str(older[one].title), value=one, head=one) for one in news.gone],
        ),
        (
            _n("新しい版で増える設問　{n}問", "新しい版で増える設問　{n}問", len(news.new)),
            [Row(str(newer[one].title), head=one) for one in news.new],
        ),
    )
    for heading, lines in blocks:
        if lines:
            rows += [Row(heading, style="bold $heading"), *lines, Row("")]
    return rows
