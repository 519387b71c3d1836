"""A camp at the centre's screens: proposed from where many are at the beginning, saved, invited, forgotten."""

from __future__ import annotations

import re

import pytest
from app.centre_people import NOW, opened
from app.people import DESIGN, SMALL, Person

from dxcheck.app.widgets.button import CommandButton
from dxcheck.app.widgets.rows import Rows
from dxcheck.prefecture.camp import Camp
from dxcheck.reports.camp import camp_files, camp_groups, invitations
from dxcheck.workspace import Workspace


async def click(person: Person, label: str) -> None:
    """Press a button with the mouse."""
    await person.pilot.click(next(one for one in person.app.screen.query(CommandButton) if str(one.label) == label))
    await person.settle()


def camps_of(workspace: Workspace) -> list[Camp]:
    """What is saved."""
    desk = workspace.centre_desk(now=lambda: NOW)
    return desk.camps.all(desk.questionnaire_id)


@pytest.mark.parametrize("size", [DESIGN, SMALL], ids=["120x40", "80x24"])
async def test_a_camp_is_proposed_saved_and_its_invitations_are_made(workspace: Workspace, size: tuple[int, int]) -> None:
    """With the mouse: who could tell agrees, the groups are made smaller and saved under a name; a second one of that name is refused; one is forgotten after asking."""
    (demo,) = camps_of(workspace)
    desk = workspace.centre_desk(now=lambda: NOW)
    async with opened(workspace, size) as person:
        await person.press("u")
        person.app.screen.query_one(Rows).go_to("about bpr")
        await person.press("enter")
        assert person.screen == "CampScreen"
        assert "まだ保存していません" in person.text
        questionnaire = desk.comparing.overview().questionnaire
        (could,) = (code for code, said in desk.camps.sharing(questionnaire, "bpr").items() if said == "declined")
        assert could not in {code for group in demo.tellers for code in group}
        person.app.screen.query_one(Rows).go_to(f"{could} could tells")
        await click(person, "話せるかの返事（a）")
        await person.press("a")
        assert desk.camps.sharing(questionnaire, "bpr")[could] == "agreed"
        await click(person, "班の大きさ（g）")
        assert "1つの班は5市町まで" in re.sub(r"\s", "", person.text)
        await click(person, "書き出す（o）")
        assert any("先に s で保存" in one for one in person.said)
        await click(person, "保存（s）")
        await person.type(demo.name)
        await person.press("ctrl+s")
        await person.wait_until(lambda: "すでにあります" in person.text)
        await person.type("2")
        await person.press("ctrl+s")
        await person.wait_until(lambda: person.screen == "CampScreen" and "まだ保存していません" not in person.text)
        assert demo in camps_of(workspace)
        (made,) = (one for one in camps_of(workspace) if one != demo)
        assert could in {code for group in made.tellers for code in group}
        await person.press("o")  # its button is under what was just said
        await person.wait_until(lambda: person.screen == "MakingDialog" and f"招待の一覧（{made.name}）" in person.text)
        await person.press("escape", "escape")
        person.app.screen.query_one(Rows).go_to(f"camp {made.name}")
        await person.press("x")
        assert f"研修「{made.name}」を消します" in person.text
        await person.press("y")
        assert made.name not in person.text
    assert camps_of(workspace) == [demo]


async def test_partners_that_were_found_are_taken_along(workspace: Workspace) -> None:
    """Not before anything was asked."""
    async with opened(workspace) as person:
        await person.press("g", "o")
        assert any("条件を書いてください" in one for one in person.said)
        await person.press("e")
        await person.type("bpr-01<=1")
        await person.press("enter", "enter", "o")
        await person.wait_until(lambda: person.screen == "MakingDialog" and "見つかった市町の一覧" in person.text)


def test_an_invitation_has_its_own_municipality_alone_and_the_groups_have_all(workspace: Workspace) -> None:
    """Whoever declined or learns is not asked to tell; levels of others, and who they are, are in no text."""
    desk = workspace.centre_desk(now=lambda: NOW)
    overview = desk.comparing.overview()
    (camp,) = camps_of(workspace)
    files = camp_files(desk, overview, camp)
    asked = {row[0]: str(row[4]) for row in invitations(files).sheet.rows}
    names = {one.municipality.code: one.municipality.name for one in overview.lines}
    for code, text in asked.items():
        assert [one for one in names.values() if one in text] == [names[str(code)]]
        assert len(re.findall("平均", text)) == 1, "its own"
        tells = any(code in group for group in camp.tellers)
        assert ("お聞かせください" in text or "お話しいただけないでしょうか" in text) == tells
    rows = camp_groups(files).sheet.rows
    assert {row[2] for row in rows} == set(asked)
    assert {row[0] for row in rows} == set(range(1, len(camp.groups) + 1))
