"""A folder with two instruments side by side: the one of Ehime, and a small one of three questions that has no quick check."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import msgspec
import tomli_w
from moments import NOW
from questionnaire.questionnaires import item, questionnaire

from dxcheck.questionnaire.model import Questionnaire, Text
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from dxcheck.desk import StaffDesk

EHIME: Final = "ehime-dx"
OTHER: Final = "security"
OTHER_TITLE: Final = "情報セキュリティ点検"


def other(version: str = "1", **rest: object) -> Questionnaire:
    """The small one. Its first question has the same id as one of Ehime's."""
    made: dict[str, object] = {"id": OTHER, "title": Text(OTHER_TITLE, "Security check"), **rest}
    return questionnaire(item("gov-01"), item("gov-02"), item("pc-01", "pc"), version=version, **made)


def keep(data: Path, made: Questionnaire, name: str = "") -> Path:
    """Put a questionnaire into the data folder."""
    folder = data / "questionnaires"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{made.id}-{made.version}.toml")
    path.write_text(tomli_w.dumps(msgspec.to_builtins(made, builtin_types=(dt.date,))), encoding="utf-8")
    return path


def desk_of(data: Path, instrument: str = EHIME, moment: dt.datetime = NOW, *, name: str = "今治", post: str = "企画課") -> StaffDesk:
    """A municipality's desk, with one of the two chosen."""
    workspace = Workspace.open(data, questionnaire_id=instrument)
    return workspace.staff_desk(workspace.roster.find(name), post=post, now=lambda: moment)
