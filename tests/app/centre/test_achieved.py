"""支援とその後: the screen and the report with names say the same, the published one nothing of it."""

from __future__ import annotations

from app.centre_people import NOW, opened
from app.people import SMALL

from dxcheck.app.widgets.button import CommandButton
from dxcheck.desk.support import what_support_achieved
from dxcheck.formats.markdown import to_markdown
from dxcheck.model.calendar import Cycle
from dxcheck.reports.achieved import course_in_words, what_was_done
from dxcheck.reports.prefecture import centre_report
from dxcheck.reports.public import public_report
from dxcheck.workspace import Workspace


async def test_the_screen_and_the_report_say_what_support_achieved(workspace: Workspace) -> None:
    """Of an earlier cycle, by key and by click: counts, the groups of few without a figure, and what it does not prove."""
    centre = workspace.centre_desk("センター", now=lambda: NOW)
    overview = centre.comparing.overview(Cycle(2026, 1))
    found = what_support_achieved(centre, overview)
    assert found.groups["agreed"].moved is None, "few municipalities"
    assert found.groups["none"].moved is not None
    said = [*what_was_done(found, overview, NOW.date()), *(course_in_words(one, 1) for one in found.groups.values())]
    async with opened(workspace, SMALL) as person:
        await person.press("z", "p")
        assert person.screen == "AchievedScreen"
        shown = "".join(person.text.split())
        assert [one for one in said if "".join(one.split()) not in shown] == []
        (button,) = [one for one in person.app.screen.query(CommandButton) if one.name == "cycle(1)"]
        await person.pilot.click(button)
        await person.settle()
        assert "令和8年度後期（受付中）" in person.text
    told = to_markdown(centre_report(centre, overview)).decode()
    row = " | ".join(["| 訪問のなかった市町の分野", *map(str, found.groups["none"][:3])])
    assert [one for one in (said[0], row, "証明しません") if one not in told] == []
    assert "支援とその後" not in to_markdown(public_report(centre)).decode()
