"""所見と差戻し on the municipality's screen: three answers, by keys and by buttons."""

from __future__ import annotations

from pathlib import Path

from app.people import SMALL, Open
from desks import Desks, case_of, submit


async def test_several_observations_become_one_action_by_keys_and_by_buttons(data: Path, make_desk: Desks, open_app: Open) -> None:
    """Marked with the space bar; a second d takes an answer back."""
    submit(make_desk)
    case = case_of(data)
    latest = case.latest()
    assert latest is not None
    for item in ("gov-01", "gov-02", "gov-03"):
        case.observe(latest, item, f"{item}への所見", internal=False)
    case.share(latest, ["gov-01", "gov-02", "gov-03"])
    asked = make_desk("企画課")
    async with open_app(asked, SMALL) as person:
        await person.press("o", "space", "down", "space")
        (button,) = [one for one in person.app.screen.query("CommandButton") if one.name == "take_on"]
        await person.pilot.click(button)
        await person.settle()
        assert "2件の所見に、1つの取組で取り組みます" in person.text
        await person.press("ctrl+s")
        await person.press("down", "d")
        assert "もうできている" in person.text
        await person.press("d")
        await person.press("n")
        await person.type("人手がないため")
        await person.press("ctrl+s")
        assert "いまはしない　人手がないため" in person.text
        await person.press("n")
        assert any("返事を待っている所見を選んでください" in one for one in person.said)
    kinds = [one.observation.response.kind for one in asked.every_observation() if one.observation.response]
    assert (kinds, len(asked.actions())) == (["do", "do", "not_now"], 1)
