"""The files that people write, as they lie in a database: roster, disclosure rule, questionnaires. In a folder they are simply copied there; here they are put in by command.

What was there before stays under a name of its own, and goes wherever the data goes.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.store.audit import AuditLog
from dxcheck.store.database.database_shelf import open_shelf
from dxcheck.store.database.settings_copy import is_settings
from dxcheck.store.shelf import InDatabase

if TYPE_CHECKING:
    import datetime as dt

_BEFORE: Final = re.compile(r"(?P<name>.+\.toml)\.(?P<day>[0-9]{8})-(?P<number>[0-9]{2,})\.before")


class SettingsFile(NamedTuple):
    """One that is there."""

    name: str
    """As it would be below a data folder."""
    content: bytes
    before: tuple[str, ...]
    """Names of what was there before, the oldest first."""


class SettingsFiles:
    """Those of one database.

    Args:
        url: of the database.
    """

    def __init__(self, url: str) -> None:
        self._shelf = open_shelf(url)
        self._root = InDatabase(self._shelf)

    def put(self, name: str, content: bytes, now: dt.datetime) -> str | None:
        """Put one in, in place of the one of this name; it is written into the audit log with it.

        Args:
            name: as it would be below a data folder.
            content: of the file; it was checked before.
            now: the moment.

        Returns:
            The name of what was there before, empty where nothing was; None where it is the same already, and nothing was done.

        Raises:
            StoreError: everything is as it was.
        """
        address, shelf = self._address(name), self._shelf
        with shelf.locked(address):
            there = shelf.read(address)
            if there == content:
                return None
            kept = ""
            if there is not None:
                kept = self._free(name, now.date())
                shelf.write(self._address(kept), there)
            shelf.write(address, content)
            AuditLog(self._root).add(now, "settings-put", detail=f"{name} {hashlib.sha256(content).hexdigest()[:12]}")
        return kept

    def all(self) -> list[SettingsFile]:
        """Those that are there, by name.

        Raises:
            StoreError: they cannot be read.
        """
        before: dict[str, list[str]] = {}
        names = self._names()
        for one in names:
            if (known := _BEFORE.fullmatch(one)) is not None:
                before.setdefault(known["name"], []).append(one)
        return [SettingsFile(one, self.content(one) or b"", tuple(before.get(one, ()))) for one in names if is_settings(one)]

    def content(self, name: str) -> bytes | None:
        """What is, or was, in one; None where there is none of this name.

        Raises:
            StoreError: it cannot be read.
        """
        known = _BEFORE.fullmatch(name)
        return self._shelf.read(self._address(name)) if is_settings(known["name"] if known else name) else None

    def _names(self) -> list[str]:
        with self._shelf.beside(self._root) as connection:
            rows = connection.execute("SELECT name FROM files WHERE name ~ '\\.toml(\\.[0-9]{8}-[0-9]+\\.before)?$'").fetchall()
        return sorted(name for (name,) in rows)

    def _address(self, name: str) -> InDatabase:
        return self._root.joinpath(*PurePosixPath(name).parts)

    def _free(self, name: str, day: dt.date) -> str:
        known = [found for one in self._names() if (found := _BEFORE.fullmatch(one)) is not None]
        numbers = [int(one["number"]) for one in known if (one["name"], one["day"]) == (name, f"{day:%Y%m%d}")]
        return f"{name}.{day:%Y%m%d}-{max(numbers, default=0) + 1:02}.before"
