"""The first days of a municipality that others merged in: what they left is on its screens, and says whose it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from app.specialist_people import opened
from desk.test_former_codes import KAMIJIMA, KUMAKOGEN, NOVEMBER, World, prepared

if TYPE_CHECKING:
    from pathlib import Path

    from app.people import Open


@pytest.fixture
def world(tmp_path: Path) -> World:
    """上島町 and 久万高原町 have become 新しい市."""
    made = World(tmp_path / "データ")
    prepared(made, "上島", "久万高原")
    made.change((KAMIJIMA, KUMAKOGEN))
    made.now = NOVEMBER
    return made


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_past_of_each_is_named_on_home_and_read_in_the_history(world: World, open_app: Open, size: tuple[int, int]) -> None:
    """Its snapshots under its own name, its draft to be brought back, its actions and observations."""
    async with open_app(world.staff("新しい"), size=size) as staff:
        assert "合併の前の診断結果（上島町、久万高原町）は、「これまで」" in staff.text
        assert "合併の前の下書き" in staff.text
        assert "上島の取組" in staff.text
        await staff.press("h")
        assert "合併の前　久万高原町" in staff.text
        await staff.press("enter")
        assert "2026年6月10日提出　合併の前の上島町" in staff.text
        await staff.press("escape", "escape", "o")
        assert "合併の前の上島町" in staff.text
        await staff.press("escape", "u")
        assert "下書きを元に戻しました" in " ".join(one.message for one in staff.app._notifications)


async def test_the_specialist_reads_them_too(world: World) -> None:
    """Assigned to one of them before, at the new one's desk now."""
    desk = world.workspace.specialist_desk("senmonkan-1", (KAMIJIMA,), (), now=lambda: world.now)
    async with opened(desk) as person:
        await person.press("enter", "h")
        assert "合併の前　上島町" in person.text
        await person.press("end", "enter")
        assert "合併の前の久万高原町" in person.text
