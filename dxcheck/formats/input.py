"""Files of others, read where somebody runs dxcheck alone and names them. In a browser nobody names files of the server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dxcheck.formats.foreign_cells import UnreadableTableError
from dxcheck.formats.foreign_tables import LARGEST_TABLE, read_tables
from dxcheck.i18n import _
from dxcheck.system.oserror import os_reason

if TYPE_CHECKING:
    from dxcheck.formats.foreign_cells import ForeignTable


def path_of(typed: str) -> Path:
    """A path as it is typed, or as a terminal writes a file that was dragged into it: in quotes, with spaces after backslashes."""
    plain = typed.strip()
    if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "\"'":
        plain = plain[1:-1]
    path = Path(plain).expanduser()
    return path if path.exists() or "\\ " not in plain else Path(plain.replace("\\ ", " ")).expanduser()


def tables_in(path: Path) -> list[ForeignTable]:
    """The tables of a file.

    Raises:
        UnreadableTableError: it cannot be read; the message says why and what to do.
    """
    try:
        with path.open("rb") as opened:
            raw = opened.read(LARGEST_TABLE + 1)
    except (OSError, ValueError) as problem:
        reason = os_reason(problem) if isinstance(problem, OSError) else str(problem)
        raise UnreadableTableError(
            _("{path} を読めません（{reason}）。Excelで開いていれば閉じて、場所と名前を確かめてください。", path=path, reason=reason)
        ) from problem
    return read_tables(raw)
