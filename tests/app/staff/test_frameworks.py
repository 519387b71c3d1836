"""On the screen and on paper: what an item refers to, in which edition, as of when, and what of it is not confirmed."""

from __future__ import annotations

import pytest
from app.people import DESIGN, SMALL, Open

from dxcheck.app.widgets.rows import Rows
from dxcheck.assessment.references import frameworks_of
from dxcheck.desk import StaffDesk


@pytest.mark.parametrize("size", [SMALL, DESIGN])
async def test_f_shows_what_the_item_refers_to(desk: StaffDesk, open_app: Open, size: tuple[int, int]) -> None:
    """Title, edition and as-of date; Esc leads back to the same item."""
    async with open_app(desk, size) as person:
        desk.begin()
        await person.press("s")
        item = person.app.screen.query_one("#head").screen.current  # type: ignore[attr-defined]
        await person.press("f")
        assert "が参照する枠組み" in person.text
        for one in frameworks_of(desk.questionnaire.item_by_id[item], desk.questionnaire):
            assert str(one.title) in person.text
            assert one.version in person.text
            assert (
                f"{one.as_of.year}年{one.as_of.month}月{one.as_of.day}日時点" + ("）［未確認あり］" if one.is_unconfirmed else "）")
            ) in person.text
        await person.press("escape")
        assert person.screen == "QuestionScreen"


async def test_the_help_of_the_questionnaire_names_the_key(desk: StaffDesk, open_app: Open) -> None:
    """So that it is found without knowing it."""
    desk.begin()
    async with open_app(desk) as person:
        await person.press("s", "question_mark")
        assert "この設問がもとにしている計画・手順書・指針" in str(person.app.screen.query_one(Rows).render())
