"""支援とその後: the screen and the report with names say the same, the published one nothing of it."""

from __future__ import annotations

from app.centre_people import NOW, opened
from app.people import SMALL

from dxcheck.app.widgets.button import CommandButton
from dxcheck.formats.markdown import to_markdown
from dxcheck.model.calendar import Cycle
from dxcheck.reports.prefecture import centre_report
from dxcheck.reports.public import public_report
from dxcheck.workspace import Workspace


async def test_the_screen_and_the_report_say_what_support_achieved(workspace: Workspace) -> None:
    """Of an earlier cycle, by key and by click: counts, the groups of few without a figure, and what it does not prove."""
    async with opened(workspace, SMALL) as person:
        await person.press("z", "p")
        assert person.screen == "AchievedScreen"
        assert "1市町・のべ1分野・4問　5市町に満たないため、数字は出しません" in person.text
        assert "17市町・のべ136分野・653問　1.2 から 1.4（+0.2）" in person.text
        (button,) = [one for one in person.app.screen.query(CommandButton) if one.name == "cycle(1)"]
        await person.pilot.click(button)
        await person.settle()
        assert "令和8年度後期（受付中）" in person.text
    centre = workspace.centre_desk("センター", now=lambda: NOW)
    told = to_markdown(centre_report(centre, centre.comparing.overview(Cycle(2026, 1)))).decode()
    for wanted in (
        "2026年4月1日から2026年9月30日までに、1市町を のべ1回 訪問しました。",
        "| 訪問のなかった市町の分野 | 17 | 136 | 653 |",
        "証明しません",
    ):
        assert wanted in told, wanted
    assert "支援とその後" not in to_markdown(public_report(centre)).decode()
