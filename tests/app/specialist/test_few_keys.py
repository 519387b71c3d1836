"""How many keys a visit takes, from the list to what the municipality has, and the next one prepared from it. Texts are typed beside; they are not counted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from app.people import DESIGN, Person
from app.specialist_people import opened
from desks import IMABARI, Desks, case_of, specialist, submit
from moments import NOW

VISIT, NEXT = 26, 6
"""Keys at most: a visit prepared, held, shared, with two actions; the next one planned and prepared."""


class Counted:
    """Somebody whose keys are counted."""

    def __init__(self, person: Person) -> None:
        self._person, self.keys = person, 0

    async def press(self, *keys: str) -> None:
        """Press keys, and count them."""
        self.keys += len(keys)
        await self._person.press(*keys)

    async def make_the_brief(self) -> None:
        """The paper, saved where it is offered."""
        await self.press("b")
        await self._person.wait_until(lambda: "できました" in self._person.text)
        await self.press("enter")
        await self._person.wait_until(lambda: "保存しました" in self._person.text)
        await self.press("escape")


async def test_a_visit_and_the_next_one_take_few_keys(
    data: Path, make_desk: Desks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Brief, record, two actions, shared; then the next visit on the day that is suggested, and its brief with what was said at this one."""
    monkeypatch.setattr("dxcheck.app.screens.making.download_folder", lambda: tmp_path)
    monkeypatch.setattr("dxcheck.formats.typeset.to_pdf", lambda _paper: b"%PDF")  # setting it takes seconds, and is tested elsewhere
    submit(make_desk)
    async with opened(specialist(data, codes=(IMABARI,)), DESIGN) as person:
        counted = Counted(person)
        await counted.press("enter")
        await counted.make_the_brief()
        await counted.press("v")
        await person.type("窓口の3課から始める")
        for down in ((), ("down",)):
            await counted.press("f4", *down, "enter", "ctrl+s")
            await person.wait_until(lambda: person.screen == "VisitScreen")
        await counted.press("f8", "y")
        assert any("共有しました" in one for one in person.said)
        assert counted.keys <= VISIT, counted.keys
        case = case_of(data)
        assert [len(one.actions) for one in case.visits()] == [2]
        counted.keys = 0
        await counted.press("escape", "d", "ctrl+s")
        await person.wait_until(lambda: person.screen == "CaseHome")
        assert [one.record.date for one in case.coming_visits()] == [NOW.date() + dt.timedelta(days=28)]
        await counted.press("b")
        await person.wait_until(lambda: "できました" in person.text)
        await counted.press("enter")
        await person.wait_until(lambda: "保存しました" in person.text)
        assert counted.keys <= NEXT, counted.keys
