"""The app as stock textual-serve would start it: a process from scratch for every visitor."""

from __future__ import annotations

import sys
from pathlib import Path

from dxcheck.app.staff.app import DxcheckApp
from dxcheck.workspace import Workspace

if __name__ == "__main__":
    workspace = Workspace.open(Path(sys.argv[1]))
    DxcheckApp(workspace.staff_desk(workspace.roster.find("imabari"))).run()
