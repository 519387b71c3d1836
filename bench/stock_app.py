"""The app as stock textual-serve would start it: a process from scratch for every visitor."""

from __future__ import annotations

import sys
from pathlib import Path

from dxcheck.app.app import DxcheckApp
from dxcheck.place import Place

if __name__ == "__main__":
    place = Place.open(Path(sys.argv[1]))
    DxcheckApp(place.staff_desk(place.roster.find("imabari"))).run()
