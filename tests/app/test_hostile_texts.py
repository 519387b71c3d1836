"""Whatever a municipality writes is shown to specialists and the centre as the text it is: no markup acts, no control character reaches a terminal."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from app.centre_people import opened as centre_opened
from app.centre_people import screen_text
from app.specialist_people import opened
from desks import IMABARI, case_of, specialist
from moments import NOW

from dxcheck.model.snapshot import Answer
from dxcheck.reports.brief import brief
from dxcheck.reports.handover import handover
from dxcheck.reports.paper_file import PaperFile
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace

MARKUP = "[bold]太字[/] [@click=app.quit]押す[/] $\\frac{1}{2}$ <script>x</script> =1+1 #eval"
CONTROL = "\x1b[31m赤\x1b]0;題\x07\u202eうしろ\u200b"
POST = "[red]係[/] =1+1 <b>"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Somebody wrote it everywhere they can."""
    made = Workspace.open(tmp_path / "data")
    desk = made.staff_desk(made.roster.find("今治"), post=POST, now=lambda: NOW - dt.timedelta(hours=1))
    answers = {item.id: Answer(choice=3, evidence=MARKUP + CONTROL, comment=MARKUP) for item in desk.questionnaire.items}
    snapshot = desk.submit_answers(answers, POST + CONTROL, POST)
    desk.wishes.ask(MARKUP + CONTROL)
    step = desk.result(snapshot).first_steps[0]
    (action,) = desk.choose(step, snapshot)
    desk.remark(action.id, MARKUP + CONTROL)
    desk.assign(action.id, POST + CONTROL, None)
    path = place(made.folder.path, "382027.json")
    stored = path.read_text(encoding="utf-8")
    assert "\\u001b" not in stored, "nothing of it was stored"
    path.write_text(stored.replace("太字", "太字\\u001b[31m\\u202e"), encoding="utf-8")  # somebody edited the file by hand
    return made


async def test_specialists_and_the_centre_see_the_text_itself(workspace: Workspace) -> None:
    """On the municipality's page, in the review, on the board; nothing was pressed by it and nobody was thrown out."""
    data = workspace.folder.path
    async with opened(specialist(data, codes=(IMABARI,)), (160, 48)) as person:
        await person.press("enter")
        assert "[@click=app.quit]押す[/]" in screen_text(person)
        assert POST in person.text
        await person.press("r")
        assert "[bold]太字" in screen_text(person)
        assert "\x1b" not in screen_text(person)
        assert "\u202e" not in screen_text(person)
    async with centre_opened(workspace, now=NOW) as person:
        await person.press("b")
        assert POST in person.text
        await person.press("c")
        assert "\x1b" not in person.app.clipboard


def test_papers_print_it(workspace: Workspace) -> None:
    """In PDF and Markdown, for the specialist and for the successor."""
    case = case_of(workspace.folder.path)
    for paper in (brief(case), handover(case)):
        assert PaperFile(paper).to_bytes("pdf").startswith(b"%PDF")
        text = PaperFile(paper).to_bytes("md").decode()
        assert "<script>" not in text
        assert "\\<script\\>" in text
        assert "\x1b" not in text
