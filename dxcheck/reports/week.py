"""The centre's week as a table: one sheet, which can be filtered by its part and its municipality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dxcheck.desk.week import WEEK_PARTS
from dxcheck.formats.file_formats import endings_of, written_as
from dxcheck.formats.output import Offer
from dxcheck.formats.sheets import Column, Sheet
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.reports.case_lists import missing_in_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from dxcheck.desk.week import WeekLine
    from dxcheck.formats.sheets import Encoding

_WIDE: Final = 60


@dataclass(frozen=True)
class WeekFile:
    """The week as a file."""

    lines: tuple[WeekLine, ...]
    today: dt.date
    left_out: tuple[str, ...] = ()
    """Names of the municipalities that could not be read."""
    encoding: Encoding = "utf-8-sig"

    @property
    def name(self) -> str:
        """A file name without its ending."""
        return "_".join([_("今週"), f"{self.today:%Y%m%d}"])

    @property
    def title(self) -> str:
        """Of the workbook."""
        return _("今週（{day}現在）", day=long_date(self.today))

    def sheets(self) -> Sequence[Sheet]:
        """The one table."""
        return [self.flat()]

    def flat(self) -> Sheet:
        """A row a line."""
        heads = (
            Column(_("区分"), _("どの一覧のものか"), "text", 26),
            Column(_("コード"), _("全国地方公共団体コード"), "code", 9),
            Column(_("市町名"), _("市町の名前"), "text", 14),
            Column(_("日付"), _("いつから待っているか、期限、訪問の日など"), "day", 12),
            Column(_("内容"), _("画面に出るものと同じ"), "long", _WIDE),
        )
        rows = tuple((_(WEEK_PARTS[one.part]), one.municipality.code, str(one.municipality), one.day, one.text) for one in self.lines)
        return Sheet(_("今週"), heads, rows, self.title)

    def plain(self) -> object:
        """The same under names that stay."""
        return [{"part": one.part, "code": one.municipality.code, "day": one.day, "text": one.text} for one in self.lines]

    def about(self) -> Sequence[str]:
        """What holds for all of it."""
        return [
            *missing_in_words(self.left_out),
            _("センターが見る、すべての市町の相談・取組・差戻し・訪問の一覧です。市町には配らないでください。"),
        ]

    def to_bytes(self, format_: str) -> bytes:
        """The file's content."""
        return written_as(format_, "table", self)


def week_offer(lines: Sequence[WeekLine], today: dt.date, *, left_out: tuple[str, ...] = ()) -> Offer:
    """The file to be made."""
    return Offer(_("今週の一覧"), lambda: WeekFile(tuple(lines), today, left_out), endings_of("table"))
