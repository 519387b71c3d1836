"""A list of actions, requests or visits over many municipalities as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from dxcheck.casework.lists import BEHIND, LINE_STATES, LISTS
from dxcheck.formats.file_formats import endings_of, written_as
from dxcheck.formats.output import Offer
from dxcheck.formats.sheets import Column, Sheet
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from dxcheck.casework.lists import CaseLine, ListOf
    from dxcheck.formats.sheets import Encoding

_WIDE: Final = 60
_DAYS: Final[dict[ListOf, str]] = {
    "actions": N_("期限"),
    "wishes": N_("いつから（返事を待っているものは、待ち始めた日）"),
    "visits": N_("訪問の日"),
}


@dataclass(frozen=True)
class CaseListFile:
    """One list as it stands on the screen, with every line."""

    of: ListOf
    lines: tuple[CaseLine, ...]
    narrowed: str
    """By which conditions, in words; empty for all lines."""
    dimensions: Mapping[str, str] = field(repr=False)
    """Names by id."""
    today: dt.date
    left_out: tuple[str, ...] = ()
    """Names of the municipalities that could not be read."""
    encoding: Encoding = "utf-8-sig"

    @property
    def name(self) -> str:
        """A file name without its ending."""
        return "_".join([_("{list}の一覧", list=_(LISTS[self.of])), f"{self.today:%Y%m%d}"])

    @property
    def title(self) -> str:
        """Of the workbook."""
        return _("{list}の一覧（{day}現在）", list=_(LISTS[self.of]), day=long_date(self.today))

    def sheets(self) -> Sequence[Sheet]:
        """The one table."""
        return [self.flat()]

    def flat(self) -> Sheet:
        """A row a line."""
        heads = (
            Column(_("コード"), _("全国地方公共団体コード"), "code", 9),
            Column(_("市町名"), _("市町の名前"), "text", 14),
            Column(_("地域"), _("市町の地域"), "text", 8),
            Column(_("状態"), _("画面に出るものと同じ"), "text", 12),
            Column(_("いま"), _("「{behind}」ときに、そう書いてあります", behind=_(BEHIND[self.of])), "text", 16),
            Column(_("日付"), _(_DAYS[self.of]), "day", 12),
            Column(_("内容"), _("書かれたとおりの文"), "long", _WIDE),
            Column(_("詳しく"), _("担当・期限・予算、どこまで進んだか、訪問の方法など"), "long", 36),
            Column(_("専門官"), _("訪問した専門官。ほかは、市町の担当の専門官"), "text", 20),
            Column(_("分野"), _("取組が上げようとしている設問の分野"), "text", 24),
        )
        return Sheet(_(LISTS[self.of]), heads, tuple(self._cells(one) for one in self.lines), self.title)

    def _cells(self, one: CaseLine) -> tuple[str | dt.date | None, ...]:
        town = one.municipality
        names = _("、").join(self.dimensions.get(id_, id_) for id_ in one.dimensions)
        now = _(BEHIND[self.of]) if one.is_behind else ""
        state, people = _(LINE_STATES[self.of][one.state]), _("、").join(one.specialists)
        return (town.code, str(town), town.region_named, state, now, one.day, one.text, one.about, people, names)

    def plain(self) -> object:
        """The same under names that stay."""
        return [
            {
                "list": one.of,
                "code": one.municipality.code,
                "region": one.municipality.region,
                "id": one.id,
                "state": one.state,
                "behind": one.is_behind,
                "day": one.day,
                "text": one.text,
                "about": one.about,
                "specialists": list(one.specialists),
                "dimensions": list(one.dimensions),
            }
            for one in self.lines
        ]

    def about(self) -> Sequence[str]:
        """What holds for all of it."""
        narrowed = [_("絞り込み: {what}", what=self.narrowed)] if self.narrowed else []
        return [
            *missing_in_words(self.left_out),
            *narrowed,
            _("専門官とセンターが見る、担当するすべての市町の一覧です。市町には配らないでください。内部メモは入っていません。"),
        ]

    def to_bytes(self, format_: str) -> bytes:
        """The file's content."""
        return written_as(format_, "table", self)


def missing_in_words(names: Sequence[str]) -> list[str]:
    """Which municipalities are missing in a list of all; nothing where none is."""
    return [_("次の市町は読めなかったため、入っていません: {names}", names=_("、").join(names))] if names else []


def lists_offer(
    of: ListOf, lines: Sequence[CaseLine], narrowed: str, dimensions: Mapping[str, str], today: dt.date, *, left_out: tuple[str, ...] = ()
) -> Offer:
    """The file to be made."""
    return Offer(
        _("{list}の一覧", list=_(LISTS[of])),
        lambda: CaseListFile(of, tuple(lines), narrowed, dimensions, today, left_out),
        endings_of("table"),
    )
