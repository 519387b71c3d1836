"""A table as a file in each of its formats. Whoever has one says once what is in it, and each writer asks for what its format needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from dxcheck.formats.sheets import to_csv
from dxcheck.formats.workbook import to_xlsx

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.formats.sheets import Encoding, Sheet


class TableSource(Protocol):
    """What a table says, whatever the format."""

    @property
    def title(self) -> str:
        """Of the whole, in a workbook's properties."""

    @property
    def encoding(self) -> Encoding:
        """Of formats that are plain text for spreadsheets."""

    def sheets(self) -> Sequence[Sheet]:
        """Every view of it, for formats that hold several tables."""

    def flat(self) -> Sheet:
        """One table whose rows can stand alone, for formats that hold one."""

    def plain(self) -> object:
        """Figures under names that stay, for programs."""

    def about(self) -> Sequence[str]:
        """What holds for all of it, in sentences."""


def as_workbook(source: TableSource) -> bytes:
    """Every view as a sheet of a workbook, with a sheet that explains them."""
    return to_xlsx(source.title, source.sheets(), source.about())


def as_csv(source: TableSource) -> bytes:
    """The one table as CSV.

    Raises:
        NotInEncodingError: the encoding lacks a character.
    """
    return to_csv(source.flat(), source.encoding)


def as_json(source: TableSource) -> bytes:
    """The figures as JSON for programs."""
    return msgspec.json.format(msgspec.json.encode(source.plain()), indent=2) + b"\n"
