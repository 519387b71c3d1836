"""Where each document of a data folder lies: a folder for every municipality, and in it one for each set of readers (docs/design.md section 4).

Whoever may replace a file in a folder may remove its neighbour too. So what different people read lies in different folders, with its own locks, temporary files
and earlier contents; a process can then be given the folders of its desk and no other. A file keeps the name it always had, wherever it lies: errors name it by that.

Until 2026 all documents lay beside each other in the data folder. `former` is where a document was then: it is read there until `dxcheck.store.moving` has moved it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from dxcheck.store.shelf import Where

STAFF, SHARED, INTERNAL = "staff", "shared", "internal"
"""Folders of a municipality: its drafts, for its staff alone; what both sides read; what its specialists and the centre read."""
CENTRE_ONLY: Final = "centre"
"""Folder of the prefecture beside `SHARED`: what the centre alone reads."""
SERVER_ONLY: Final = "server"
"""Beside it: what no session reads, also the centre's."""
PREFECTURE: Final = "prefecture"
SUFFIXES: Final = {"municipality": (SHARED, ".json"), "draft": (STAFF, ".draft.json"), "internal": (INTERNAL, ".internal.json")}
"""Kind of a municipality's document to its folder, and to how its name ends after the code."""
ASKED: Final = "asked"
"""Folder of a municipality: what its sections are asked, for its staff. Each ask lies in a folder of its own below, which is all that the section is given."""
OF_PREFECTURE: Final = {
    "benchmarks.json": SHARED,
    "schedule.json": SHARED,
    "benchmarks.ledger.json": CENTRE_ONLY,
    "benchmarks.key.json": CENTRE_ONLY,
    "accounts.json": CENTRE_ONLY,
    "finders.json": CENTRE_ONLY,
    "factors.json": SERVER_ONLY,
    "links.json": SERVER_ONLY,
    "reminders.json": SERVER_ONLY,
}
"""Documents of the prefecture."""
_OF_MUNICIPALITY: Final = r"(?P<code>[0-9]{6})(?:(?P<ending>(?:\.draft|\.internal)?\.json)|\.ask-(?P<ask>[0-9a-f]{16})\.json)"
_NAME: Final = re.compile(rf"(?P<document>(?:{_OF_MUNICIPALITY}|[a-z.]+?\.json))(?:\.[^/]+)?")
_FOLDERS: Final = {ending: folder for folder, ending in SUFFIXES.values()}


class Named(NamedTuple):
    """What the name of a document, or of what is kept of it, says."""

    document: str
    folders: tuple[str, ...]
    """Below the data folder, the outermost first."""

    @property
    def code(self) -> str:
        """The municipality's; empty for a document of the prefecture."""
        return self.folders[0] if self.folders[0] != PREFECTURE else ""


def parse_name(name: str) -> Named | None:
    """What a file's name says; None for what has its place in the data folder itself."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    if found["ask"]:
        return Named(found["document"], (found["code"], ASKED, found["ask"]))
    if found["code"]:
        return Named(found["document"], (found["code"], _FOLDERS[found["ending"]]))
    readers = OF_PREFECTURE.get(found["document"])
    return Named(found["document"], (PREFECTURE, readers)) if readers else None


def place(folder: Where, name: str) -> Where:
    """Where a document lies, or what is kept of it (`.bak`, `.altered`).

    Args:
        folder: the data folder.
        name: of the file.
    """
    known = parse_name(name)
    return folder.joinpath(*known.folders, name) if known else folder.joinpath(name)


def of_municipality(folder: Where, code: str, kind: str) -> Where:
    """Where a municipality's document of a kind lies; kinds are those of `SUFFIXES`."""
    readers, ending = SUFFIXES[kind]
    return folder.joinpath(code, readers, f"{code}{ending}")


def of_ask(folder: Where, code: str, ask: str) -> Where:
    """Where an ask of a municipality's planning section lies."""
    return folder.joinpath(code, ASKED, ask, f"{code}.ask-{ask}.json")


def asks(folder: Path, code: str) -> list[str]:
    """The ids of the asks of a municipality, in no order that means anything."""
    there = sorted(one.name for one in folder.glob(f"{code}/{ASKED}/*"))
    return [one for one in there if of_ask(folder, code, one).exists()]


def data_folder(path: Where) -> Where | None:
    """The data folder of a document; None where the path is none of a document."""
    known = parse_name(path.name)
    if known is None or len(path.parents) <= len(known.folders):
        return None
    folder = path.parents[len(known.folders)]
    return folder if place(folder, path.name) == path else None


@lru_cache(maxsize=256)
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
    below = (one for depth in ("*/*", f"*/{ASKED}/*") for one in folder.glob(f"{depth}/{pattern}"))
    there = [*folder.glob(pattern), *(one for one in below if data_folder(one) == folder)]
    return sorted(there, key=lambda one: (one.name, len(one.parts)))


def codes(folder: Path, kind: str = "") -> list[str]:
    """The codes of the municipalities that have a document, of a kind if one is given."""
    return codes_among((one.name for one in every(folder, "[0-9]*.json")), kind)


def codes_among(names: Iterable[str], kind: str = "") -> list[str]:
    """The codes that names of documents begin with, of a kind if one is given."""
    known = ((name, one) for name in names if (one := parse_name(name)) is not None and one.code)
    return sorted({one.code for name, one in known if not kind or name == f"{one.code}{SUFFIXES[kind][1]}"})
