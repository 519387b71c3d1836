"""A file that somebody has and hands over: read from where they say in a terminal, or as it came from their browser. There nobody names files of the server."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from dxcheck.i18n import _
from dxcheck.system.oserror import os_reason
from dxcheck.system.refusal import DxcheckError

LARGEST_CHOSEN: Final = 20_000_000
"""Bytes; some hundred times a filled-in sheet of every item."""


class UnreadableFileError(DxcheckError):
    """A file that cannot be read at all; the message says why and what to do."""


class ChosenFile(NamedTuple):
    """A file somebody handed over. Neither its name nor what is in it is to be believed."""

    name: str
    content: bytes


def path_of(typed: str) -> Path:
    """A path as it is typed, or as a terminal writes a file that was dragged into it: in quotes, with spaces after backslashes."""
    plain = typed.strip()
    if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "\"'":
        plain = plain[1:-1]
    path = Path(plain).expanduser()
    return path if path.exists() or "\\ " not in plain else Path(plain.replace("\\ ", " ")).expanduser()


def chosen_at(path: Path) -> ChosenFile:
    """The file at a place.

    Raises:
        UnreadableFileError: it cannot be read, or is larger than `LARGEST_CHOSEN`.
    """
    try:
        with path.open("rb") as opened:
            raw = opened.read(LARGEST_CHOSEN + 1)
    except (OSError, ValueError) as problem:
        reason = os_reason(problem) if isinstance(problem, OSError) else str(problem)
        raise UnreadableFileError(
            _("{path} を読めません（{reason}）。Excelで開いていれば閉じて、場所と名前を確かめてください。", path=path, reason=reason)
        ) from problem
    if len(raw) > LARGEST_CHOSEN:
        raise UnreadableFileError(too_large_to_take())
    return ChosenFile(path.name, raw)


def too_large_to_take() -> str:
    """What to say about a larger one."""
    return _("ファイルが大きすぎます（{n} MBまで）。ほかのファイルでないか確かめてください。", n=LARGEST_CHOSEN // 1_000_000)
