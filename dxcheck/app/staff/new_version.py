"""A newer version of the questionnaire in the middle of a draft: what is said about it on the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.staff.home_panels import buttons
from dxcheck.app.staff.ways import CARRY_OVER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dxcheck.answering.review import ReviewBlock
    from dxcheck.app.widgets.passage import Part
    from dxcheck.app.widgets.rows import Row
    from dxcheck.desk import StaffDesk
    from dxcheck.model.snapshot import Draft


def news_panel(desk: StaffDesk, draft: Draft) -> Iterable[Part]:
    """At home: that there is a newer version, and the way to it; nothing where there is none."""
    news = desk.news(draft)
    if news is not None:
        from dxcheck.assessment.new_version import newer_version_there  # few drafts have one

        yield (newer_version_there(news), "$caution")
        yield buttons(CARRY_OVER)


def news_rows(desk: StaffDesk, draft: Draft) -> list[Row]:
    """In the review: that there is a newer version, and every item that it asks otherwise; nothing where there is none."""
    from dxcheck.answering.review import blocks_of_version, news_of_version  # not needed before the first frame
    from dxcheck.app.widgets.rows import Row

    said = news_of_version(desk, draft)
    if not said:
        return []
    first, *means, how = said
    rows = [Row(first, style="bold $caution"), *map(Row, means), Row(how, style="$muted"), Row("")]
    return rows + [row for one in blocks_of_version(desk, draft) for row in block_rows(one)]


def block_rows(block: ReviewBlock) -> list[Row]:
    """The rows of a block of the review, and an empty one."""
    from dxcheck.app.widgets.rows import Row

    heading = Row(block.heading, style="bold $caution" if block.kind == "without_mean" else "bold $heading")
    return [heading, *(Row(one.text, value=one.item, head=one.head or " ") for one in block.lines), Row("")]
