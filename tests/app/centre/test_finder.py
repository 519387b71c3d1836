"""Partners for a joint project: conditions written or chosen, who is found and whom to write to, searches kept and forgotten."""

from __future__ import annotations

import pytest
from app.centre_people import NOW, opened
from app.people import DESIGN, SMALL

from dxcheck.app.widgets.choice import OneOfFew
from dxcheck.app.widgets.rows import Rows
from dxcheck.prefecture.partners import parsed, partners
from dxcheck.workspace import Workspace


@pytest.mark.parametrize("size", [DESIGN, SMALL])
async def test_find_partners_and_save_the_conditions(workspace: Workspace, size: tuple[int, int]) -> None:
    """Wrong conditions are named in the window; found groups lead to municipalities; a saved search is there the next time, and asks before it goes."""
    async with opened(workspace, size) as person:
        await person.press("g", "e")
        await person.type("gov-99>=2")
        await person.press("ctrl+s")
        assert "gov-99" in person.text
        await person.press(*["backspace"] * 9)
        await person.type("gov-03が２以上,bpr-01<=1")
        await person.press("enter")
        await person.type("棚卸しをいっしょに")
        await person.press("enter")
        assert "条件に合う市町" in person.text
        assert "あと一歩の市町" in person.text
    async with opened(workspace, size) as person:
        await person.press("g")
        assert "棚卸しをいっしょに" in person.text
        await person.press("enter")
        assert "gov-03 全課の推進体制　レベル2以上" in person.text
        assert "bpr-01 業務の棚卸し　レベル1以下" in person.text
        await person.press("home", "x")
        assert any("行を選んでから" in one for one in person.said)
        await person.press("end", "x")
        assert "保存した条件「棚卸しをいっしょに」を消します" in person.text
        await person.press("enter")
        assert "棚卸しをいっしょに" in person.text, "Enter alone forgets nothing"
        await person.press("x", "y")
        assert "棚卸しをいっしょに" not in person.text


async def test_who_could_share_is_named_with_the_post_to_write_to(workspace: Workspace) -> None:
    """Also where only an upper bound was given; each row says at which level they are and whom to write to."""
    desk = workspace.centre_desk(now=lambda: NOW)
    overview = desk.comparing.overview()
    found = partners(overview.lines, parsed("mom-01<=1", overview.questionnaire), overview.questionnaire)
    posts = {one.municipality.code: one.post for one in desk.comparing.board()}
    assert found.ahead
    async with opened(workspace) as person:
        await person.press("g", "e")
        await person.type("mom-01<=1")
        await person.press("ctrl+s")
        rows = person.app.screen.query_one(Rows)._rows
        for line, (short,) in found.ahead:
            assert short.level >= 3
            row = next(one for one in rows if one.value == line.municipality.code)
            assert f"認識の共有がレベル{short.level}" in row.text
            assert posts[line.municipality.code] in row.text
        await person.press("end", "up")
        assert person.app.screen.query_one(Rows).value


async def test_a_condition_is_chosen_by_words_instead_of_a_number(workspace: Workspace) -> None:
    """The item is found by a word, the level is chosen; what contradicts it is refused and leaves the search as it was."""
    async with opened(workspace, SMALL) as person:
        await person.press("g", "n")
        await person.type("棚卸")
        await person.press("enter")
        assert "bpr-01 業務の棚卸し" in person.text
        await person.press("3", "ctrl+s")
        assert "bpr-01 業務の棚卸し　レベル3以上" in person.text
        await person.press("n")
        await person.type("bpr-01")
        await person.press("enter", "1", "tab", "right")
        assert person.app.screen.query_one("#field-sign", OneOfFew).value == "<="
        await person.press("ctrl+s")
        assert any("同時に成り立ちません" in one for one in person.said)
        assert "bpr-01 業務の棚卸し　レベル3以上" in person.text
