"""A municipality's sheet of work (業務の棚卸し) as a file that is filled in and comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from dxcheck.casework.stocktaking import order_in_words
from dxcheck.formats.file_formats import endings_of, written_as
from dxcheck.formats.output import Offer
from dxcheck.formats.work_table import work_table
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.casework.stocktaking import Work
    from dxcheck.desk import ReadingDesk
    from dxcheck.formats.sheets import Encoding, Sheet
    from dxcheck.model.roster import Municipality


@dataclass(frozen=True)
class WorkSheetFile:
    """The sheet, as it stands."""

    municipality: Municipality
    works: tuple[Work, ...]
    """In the order of the screen."""
    encoding: Encoding = "utf-8-sig"

    @property
    def name(self) -> str:
        """A file name without its ending."""
        return "_".join([_("業務の棚卸し"), str(self.municipality)])

    @property
    def title(self) -> str:
        """Of the workbook."""
        return _("業務の棚卸し　{municipality}", municipality=self.municipality)

    def sheets(self) -> Sequence[Sheet]:
        """The one table."""
        return [self.flat()]

    def flat(self) -> Sheet:
        """A row a work, and empty ones below."""
        return work_table(self.works, str(self.municipality), self.municipality.code)

    def plain(self) -> object:
        """The same under names that stay."""
        return [{**msgspec.to_builtins(one), "hours_a_year": one.hours_a_year} for one in self.works]

    def about(self) -> Sequence[str]:
        """What holds for all of it."""
        return [order_in_words(), _("市町とその専門官・センターが読みます。個人の名前は書かないでください。")]

    def to_bytes(self, format_: str) -> bytes:
        """The file's content."""
        return written_as(format_, "table", self)


def work_sheet_offer(desk: ReadingDesk) -> Offer:
    """The file to be made."""
    return Offer(
        _("業務の棚卸し（表）"),
        lambda: WorkSheetFile(desk.municipality, tuple(desk.stocktaking.works())),
        endings_of("table", usual="xlsx"),
    )
