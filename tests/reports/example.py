"""The demo prefecture of one fixed day, for papers and exports that are compared with kept ones."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from moments import NOW

from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from dxcheck.desk.centre import CentreDesk

GOLDEN = Path(__file__).parent / "golden"


def centre_of_demo(folder: Path) -> CentreDesk:
    """The centre's desk in a demo."""
    return Workspace.open(folder, create=False).centre_desk(now=lambda: NOW)


def same_as_kept(name: str, text: str) -> bool:
    """Whether a text is the kept one, letter by letter; run with DXCHECK_GOLDEN=1 to take a new one on purpose."""
    path = GOLDEN / name
    if os.environ.get("DXCHECK_GOLDEN"):
        path.write_bytes(text.encode())
    return path.read_bytes().decode() == text
