"""The demo prefecture as tests need it: made once for each day and worker, and copied."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dxcheck import i18n
from dxcheck.demo import create_demo
from dxcheck.model.calendar import today

CopyDemo = Callable[..., Path]


@pytest.fixture(scope="session")
def copy_demo(tmp_path_factory: pytest.TempPathFactory) -> CopyDemo:
    """Copies the demo of a day (today's, if none is given) to a folder that is not there yet, and gives that folder."""
    made: dict[dt.date, Path] = {}

    def copy(to: Path, day: dt.date | None = None) -> Path:
        day = day or today()
        if day not in made:
            i18n.use("ja")  # a session's fixture may come before what every test begins with
            made[day] = create_demo(tmp_path_factory.mktemp("demo") / str(day), today=day).path
        return shutil.copytree(made[day], to)

    return copy
