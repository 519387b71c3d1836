"""Behind a browser too: which questionnaire a session looks at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
from instruments import EHIME, OTHER, desk_of, keep, other

from dxcheck.app.staff.app import DxcheckApp
from dxcheck.web import child
from dxcheck.web.identity import Start
from dxcheck.workspace import Workspace


def start(data: Path, questionnaire: str = "") -> Start:
    """A session of 今治市."""
    return Start(
        account="imabari",
        address="127.0.0.1",
        role="staff",
        municipality="382027",
        municipalities=(),
        fields=(),
        data=str(data),
        roster="",
        questionnaire=questionnaire,
        language="ja",
        theme="light",
        width=80,
        height=24,
    )


def looked_at(data: Path, questionnaire: str = "") -> str:
    """What the session's desk looks at."""
    begun = start(data, questionnaire)
    app = child._app(begun, child._workspace(begun, None))
    assert isinstance(app, DxcheckApp)
    return app.desk.questionnaire_id


def test_a_session_begins_with_the_questionnaire_in_use(tmp_path: Path) -> None:
    """As it is when the screen is opened; one that the server was started with goes before it."""
    keep(tmp_path, other())
    desk_of(tmp_path, EHIME).begin()
    assert looked_at(tmp_path) == EHIME
    Workspace.open(tmp_path, questionnaire_id=OTHER).centre_desk().put_in_use()
    assert looked_at(tmp_path) == OTHER
    assert looked_at(tmp_path, EHIME) == EHIME


def test_one_that_is_not_there_ends_the_session_with_a_sentence_for_the_log(tmp_path: Path) -> None:
    """No traceback: which one, and what there is."""
    environment = {**os.environ, child.VARIABLE: msgspec.json.encode(start(tmp_path, "no-such")).decode()}
    done = subprocess.run(
        [sys.executable, "-m", "dxcheck.web.child"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "診断票「no-such」は見つかりません" in done.stderr
    assert "Traceback" not in done.stderr
