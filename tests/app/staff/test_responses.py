"""所見と差戻し on the municipality's screen: three answers, by keys and by buttons."""

from __future__ import annotations

from pathlib import Path

from app.people import SMALL, Open
from app.specialist_people import opened
from desks import IMABARI, Desks, case_of, specialist, submit

from dxcheck.model.patch import AnswerPatch


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


async def test_a_returned_item_is_left_as_it_is_and_then_handed_in(data: Path, make_desk: Desks, open_app: Open) -> None:
    """Refused with the items by name, nothing lost; a reason at the item, and it may."""
    submit(make_desk)
    case = case_of(data)
    latest = case.latest()
    assert latest is not None
    case.give_back(latest, "根拠を確かめてください", ["gov-01", "gov-02"])
    desk = make_desk("企画課")
    desk.begin()
    desk.save("gov-01", AnswerPatch(choice=2))
    async with open_app(desk, SMALL) as person:
        await person.press("o", "down", "down", "n")
        assert "gov-02 を、いまの回答のままにする理由" in person.text
        await person.type("年度末に改めるため")
        await person.press("ctrl+s")
        assert "このまま（2026年11月23日 企画課）: 年度末に" in person.text
        assert person.text.count("まだ手がついていません") == 1
    async with opened(specialist(data, codes=(IMABARI,)), SMALL) as person:
        await person.press("enter", "w")
        assert "このまま（2026年11月23日 企画課）: 年度末に" in person.text
        await person.press("z", "y")
    assert make_desk().open_returns() == []
