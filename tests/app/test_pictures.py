"""Pictures of the screens at both sizes, compared. After a wanted change: `make snapshots-update`, and look at them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from app.people import DESIGN, SMALL
from moments import EARLIER

from dxcheck import i18n
from dxcheck.app.staff.app import DxcheckApp
from dxcheck.desk import StaffDesk
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer

Desks = Callable[..., StaffDesk]
LEVELS = (1, 0, 2, 1, "unknown", 0, 3, 1, 0, 1)


def with_history(make_desk: Desks) -> StaffDesk:
    """A desk with a result from the last cycle, a chosen step and a draft begun."""
    earlier = make_desk(now=lambda: EARLIER)
    answers = {
        item.id: Answer(choice=LEVELS[n % 10], evidence="6月の聞き取り記録" if n % 3 == 0 else "", target=3 if n % 2 else None)  # type: ignore[arg-type]
        for n, item in enumerate(earlier.questionnaire.ordered)
    }
    snapshot = earlier.submit_answers(answers, "企画課 情報係 主査", "企画課長")
    desk = make_desk()
    desk.choose(desk.result(snapshot).first_steps[0], snapshot)
    for item in desk.questionnaire.ordered[:7]:
        desk.save(item.id, AnswerPatch(choice=2))
    desk.save("mom-02", AnswerPatch(evidence="総務課・福祉課で6月に聞き取り。一覧は共有フォルダー", comment="窓口課は秋に予定"))
    desk.stay_at("mom-02")
    desk.is_demo = True
    return steady(desk)


def steady(desk: StaffDesk) -> StaffDesk:
    """The same folder name in every picture."""
    desk.data_folder = Path("snapshots")
    return desk


@pytest.mark.parametrize("size", [DESIGN, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("home", ()),
        ("questions", ("enter",)),
        ("review", ("enter", "p")),
        ("compare", ("r", "i")),
    ],
)
def test_screens_look_as_they_did(
    make_desk: Desks, snap_compare: Callable[..., bool], size: tuple[int, int], name: str, keys: tuple[str, ...]
) -> None:
    """Home, questionnaire, review and the list of answers, with history and a draft."""
    assert snap_compare(DxcheckApp(with_history(make_desk)), press=keys, terminal_size=size), name


@pytest.mark.parametrize("size", [DESIGN, SMALL], ids=["120x40", "80x24"])
def test_a_first_timers_home_looks_as_it_did(make_desk: Desks, snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    """The empty state."""
    assert snap_compare(DxcheckApp(steady(make_desk())), terminal_size=size)


def test_the_questionnaire_in_english_looks_as_it_did(make_desk: Desks, snap_compare: Callable[..., bool]) -> None:
    """English texts are longer; nothing is cut."""
    i18n.use("en")
    assert snap_compare(DxcheckApp(with_history(make_desk)), press=("enter",), terminal_size=DESIGN)


def test_the_light_theme_looks_as_it_did(make_desk: Desks, snap_compare: Callable[..., bool]) -> None:
    """F3 switches."""
    assert snap_compare(DxcheckApp(with_history(make_desk)), press=("enter", "f3", "f3"), terminal_size=DESIGN)
