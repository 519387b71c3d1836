"""TOML files that people edit, read safely: whatever is wrong with one becomes a fault with its place, never a traceback."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import tomli

from dxcheck.i18n import _
from dxcheck.system.fault import Fault
from dxcheck.system.oserror import os_reason
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_TOML: Final = 2_000_000
"""Bytes. Ours has about 100,000; anything far above is not a questionnaire, and reading it would only make people wait."""


_UTF8_BOM: Final = b"\xef\xbb\xbf"


_MOST_PARTS: Final = 32


_PART: Final = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""


_LONG_KEY: Final = rf"(?:^|[\[{{,])[ \t]*+(?:{_PART}[ \t]*+\.[ \t]*+){{{_MOST_PARTS}}}"
"""`a.b.c...` of more parts than anybody writes, in a line; the parser takes the square of their number. Compiled when a line has as many dots: hardly any has."""


_TABLE: Final = re.compile(r"(?m)^[ \t]*\[")


class FaultyFileError(DxcheckError):
    """A file that cannot be used, with everything that is wrong with it."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.path = path
        self.faults = faults

    def in_full(self) -> str:
        """The file, then a line a fault."""
        return "\n".join([str(self.path), *(f"  {fault}" for fault in self.faults)])


def read_toml(path: Path) -> dict[str, Any]:
    """Parse a TOML file.

    Raises:
        FaultyFileError: it cannot be read, is too large, empty, not UTF-8 or not TOML; the one fault says which.
    """
    return _parsed(_text(path), path)


def read_toml_head(path: Path) -> dict[str, Any] | None:
    """What a TOML file says before its first table, without the time that reading all of it takes.

    Returns:
        None where that part alone cannot be read: a line that looks like the name of a table may stand in a text of several lines.

    Raises:
        FaultyFileError: it cannot be read, is too large, empty or not UTF-8.
    """
    text = _text(path)
    first = _TABLE.search(text)
    try:
        return _parsed(text[: first.start()] if first else text, path)
    except FaultyFileError:
        return None


def _refused(path: Path, message: str) -> FaultyFileError:
    return FaultyFileError(path, [Fault("", message)])


def _text(path: Path) -> str:
    try:
        with path.open("rb") as opened:
            raw = opened.read(LARGEST_TOML + 1)
            size = max(len(raw), path.stat().st_size)
        if size > LARGEST_TOML:
            raise _refused(path, _("ファイルが大きすぎます（{size} MB）。診断票のファイルか確かめてください。", size=size // 1_000_000))
        raw = raw.removeprefix(_UTF8_BOM)
    except OSError as problem:
        raise _refused(path, _("ファイルを読めません（{reason}）。", reason=os_reason(problem))) from problem
    if not raw.strip():
        raise _refused(path, _("ファイルが空です。"))
    try:
        return raw.decode()
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        message = _("{line}行目に文字コードUTF-8でない文字があります。UTF-8で保存し直してください。", line=line)
        raise _refused(path, message) from problem


def _parsed(text: str, path: Path) -> dict[str, Any]:
    if any(line.count(".") >= _MOST_PARTS and re.search(_LONG_KEY, line) for line in text.split("\n")):
        raise _refused(path, _("点でつないだ名前が長すぎます（{most}個まで）。", most=_MOST_PARTS))
    try:
        data = tomli.loads(text)
    except (ValueError, RecursionError) as problem:  # a number of thousands of digits is no TOMLDecodeError
        raise _refused(path, _("TOMLの書き方に誤りがあります（{reason}）。", reason=str(problem)[:200])) from problem
    if _has_endless_number(data):
        raise _refused(path, _("数が大きすぎます。"))
    return data


def _has_endless_number(data: object) -> bool:
    """Whether there is a whole number of more than 64 bits: nothing of ours is, and thousands of digits cannot even be shown."""
    waiting = [data]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, int) and one.bit_length() >= 64:  # noqa: PLR2004 - with its sign
            return True
    return False
