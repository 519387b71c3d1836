"""Where each document of a data folder lies: a folder for every municipality, and in it one for each set of readers (docs/design.md section 4).

Whoever may replace a file in a folder may remove its neighbour too. So what different people read lies in different folders, with its own locks, temporary files
and earlier contents; a process can then be given the folders of its desk and no other. A file keeps the name it always had, wherever it lies: errors name it by that.

Until 2026 all documents lay beside each other in the data folder. `former` is where a document was then: it is read there until `dxcheck.store.moving` has moved it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

STAFF, SHARED, INTERNAL = "staff", "shared", "internal"
"""Folders of a municipality: its drafts, for its staff alone; what both sides read; what its specialists and the centre read."""
CENTRE_ONLY: Final = "centre"
"""Folder of the prefecture beside `SHARED`: what the centre alone reads."""
SERVER_ONLY: Final = "server"
"""Beside it: what no session reads, also the centre's."""
PREFECTURE: Final = "prefecture"
SUFFIXES: Final = {"municipality": (SHARED, ".json"), "draft": (STAFF, ".draft.json"), "internal": (INTERNAL, ".internal.json")}
"""Kind of a municipality's document to its folder, and to how its name ends after the code."""
OF_PREFECTURE: Final = {
    "benchmarks.json": SHARED,
    "schedule.json": SHARED,
    "benchmarks.ledger.json": CENTRE_ONLY,
    "benchmarks.key.json": CENTRE_ONLY,
    "accounts.json": CENTRE_ONLY,
    "finders.json": CENTRE_ONLY,
    "factors.json": SERVER_ONLY,
}
"""Documents of the prefecture."""
_NAME: Final = re.compile(r"(?P<document>(?:(?P<code>[0-9]{6})(?P<ending>(?:\.draft|\.internal)?\.json)|[a-z.]+?\.json))(?:\.[^/]+)?")
_FOLDERS: Final = {ending: folder for folder, ending in SUFFIXES.values()}
_DEPTH: Final = 3
"""Parts of a document's path below the data folder."""


class Named(NamedTuple):
    """What the name of a document, or of what is kept of it, says."""

    document: str
    folders: tuple[str, str]
    """Below the data folder."""

    @property
    def code(self) -> str:
        """The municipality's; empty for a document of the prefecture."""
        return self.folders[0] if self.folders[0] != PREFECTURE else ""


def parse_name(name: str) -> Named | None:
    """What a file's name says; None for what has its place in the data folder itself."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    if found["code"]:
        return Named(found["document"], (found["code"], _FOLDERS[found["ending"]]))
    readers = OF_PREFECTURE.get(found["document"])
    return Named(found["document"], (PREFECTURE, readers)) if readers else None


def place(folder: Path, name: str) -> Path:
    """Where a document lies, or what is kept of it (`.bak`, `.altered`).

    Args:
        folder: the data folder.
        name: of the file.
    """
    known = parse_name(name)
    return folder.joinpath(*known.folders, name) if known else folder / name


def of_municipality(folder: Path, code: str, kind: str) -> Path:
    """Where a municipality's document of a kind lies; kinds are those of `SUFFIXES`."""
    readers, ending = SUFFIXES[kind]
    return folder / code / readers / f"{code}{ending}"


def data_folder(path: Path) -> Path | None:
    """The data folder of a document; None where the path is none of a document."""
    if len(path.parts) <= _DEPTH:
        return None
    folder = path.parents[_DEPTH - 1]
    return folder if place(folder, path.name) == path else None


def former(path: Path) -> Path | None:
    """Where a document was before each had its readers' folder; None for what was never anywhere else."""
    folder = data_folder(path)
    return folder / path.name if folder is not None else None


def every(folder: Path, pattern: str = "*.json") -> list[Path]:
    """Documents and what is kept of them, by name; one that was not moved yet stands where it is.

    Args:
        folder: the data folder.
        pattern: of the name.
    """
    there = [*folder.glob(pattern), *(one for one in folder.glob(f"*/*/{pattern}") if data_folder(one) == folder)]
    return sorted(there, key=lambda one: (one.name, len(one.parts)))


def codes(folder: Path, kind: str = "") -> list[str]:
    """The codes of the municipalities that have a document, of a kind if one is given."""
    found = (one.name for one in every(folder, "[0-9]*.json"))
    known = ((name, one) for name in found if (one := parse_name(name)) is not None and one.code)
    return sorted({one.code for name, one in known if not kind or name == f"{one.code}{SUFFIXES[kind][1]}"})
