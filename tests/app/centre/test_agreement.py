"""見立てのそろい方 on the screen and as a table, for the centre over all and for a specialist over their own."""

from __future__ import annotations

from app.centre_people import NOW, opened
from app.people import SMALL
from app.specialist_people import opened as opened_specialist
from reading_back import text_in

from dxcheck.app.widgets.button import CommandButton
from dxcheck.casework.agreement import agreement
from dxcheck.reports.agreement import AgreementFile
from dxcheck.workspace import Workspace


async def test_items_that_are_read_differently_stand_first(workspace: Workspace) -> None:
    """Enter shows the answers behind one; two specialists are compared on what both judged; a specialist sees their own municipalities alone."""
    every = [case for case in workspace.centre_desk(now=lambda: NOW).cases.cases() if case.latest() is not None][:5]
    for name in ("sen-a", "sen-b"):
        desk = workspace.specialist_desk(name, [one.municipality.code for one in every], (), now=lambda: NOW)
        for case in desk.cases():
            latest = case.latest()
            assert latest is not None
            own = latest.answer("sec-01").level
            case.judge(latest, "sec-01", 5 if own is None or own < 3 else 0, "話してみて")
    async with opened(workspace, SMALL) as person:
        await person.press("q")
        assert person.screen == "AgreementScreen"
        assert "言葉を見直す候補　1問" in person.text
        assert "sen-a と sen-b　同じ回答を見た5件のうち、同じレベル5件　開き 0.0段" in person.text
        await person.press("enter")
        assert "（sen-a）" in person.text
        await person.press("escape")
        (button,) = [one for one in person.app.screen.query(CommandButton) if one.name == "export"]
        await person.pilot.click(button)
        await person.settle()
        assert "MakingDialog" in person.screen
    centre = workspace.centre_desk(now=lambda: NOW).cases
    asked = every[0].questionnaire
    made = AgreementFile(agreement([one for case in centre.cases() for one in centre.judged(case)], asked), asked, NOW.date())
    for format_ in ("xlsx", "csv", "json"):
        assert "sec-01" in text_in(format_, made.to_bytes(format_))
    assert "専門官どうし" in text_in("xlsx", made.to_bytes("xlsx"))
    own_desk = workspace.specialist_desk("sen-a", [every[0].municipality.code], (), now=lambda: NOW)
    async with opened_specialist(own_desk, SMALL) as person:
        await person.press("q")
        assert "1市町・1件のうち同じレベル0件　開きは5市町から出します" in person.text
        assert all(str(other.municipality) not in person.text for other in every[1:])
