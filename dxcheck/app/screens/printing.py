"""What a screen lists as a paper: every row of it, not only those that are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.formats.blocks import Paper, Prose, Section
from dxcheck.i18n import _
from dxcheck.model import calendar
from dxcheck.reports.paper_file import offer
from dxcheck.reports.parts import made_by_dxcheck

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.app.screens.host import ScreenHost
    from dxcheck.app.widgets.rows import Row
    from dxcheck.formats.blocks import Block
    from dxcheck.formats.output import Offer


def listing_offer(title: str, rows: Sequence[Row], host: ScreenHost) -> Offer:
    """Rows of a list as a paper, under the name of whose screen it is."""
    now, (whose, warning) = calendar.now(), host.heading
    paper = Paper(
        title=_("{title}　{name}", title=title, name=whose),
        subtitle="",
        mark=_("取扱注意"),
        made=now,
        foot=made_by_dxcheck(now, host.questionnaire_named, is_demo=bool(warning)),
        name="_".join([title, whose, f"{now:%Y%m%d}"]),
        blocks=tuple(block for row in rows for block in _blocks(row)),
    )
    return offer(title, lambda: paper)


def _blocks(row: Row) -> list[Block]:
    if not row.text.strip():
        return []
    if "$heading" in row.style and not row.value:
        return [Section(row.text)]
    head = " ".join(row.head.split())
    said = f"{head}　{row.text}" if head else row.text
    return [Prose(said, is_quiet=row.style == "$muted"), *([Prose(row.below, is_quiet=True)] if row.below else [])]
