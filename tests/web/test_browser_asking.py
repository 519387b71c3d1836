"""照会 with the mouse alone, in a real browser: the planning section asks two sections, both answer, somebody decides, and the confirming post finds it in the draft."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from web.browsing import Arrive, Person
from web.serving import IMABARI, Serve, Served

from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.model.snapshot import Answer

POSTS = {"imabari-joho": "情報係", "imabari-gyosei": "行政係"}
MOST_CLICKS = 12
"""Of whoever sends and whoever answers together, for a dimension that goes out to one section and comes back into the draft."""


def with_sections(served: Served) -> None:
    """Accounts of two sections and of the confirming post, all with the password of the first; and last half-year's answers."""
    accounts = served.workspace.folder.accounts(served.workspace.roster.prefecture.code)
    known = accounts.find(IMABARI)
    assert known is not None
    for name, post in POSTS.items():
        accounts.add(Account(name, "section", "382027", known.password, calendar.now(), must_change=False, post=post))
    accounts.add(msgspec.structs.replace(known, name="imabari-kacho"))
    half_a_year = calendar.now() - dt.timedelta(days=183)
    earlier = served.workspace.staff_desk(served.workspace.roster.find("今治"), now=lambda: half_a_year)
    earlier.submit_answers({one.id: Answer(choice=2) for one in earlier.questionnaire.items}, "企画課", "企画課長")


async def answer(person: Person, name: str, *, first: bool) -> None:
    """Somebody of a section answers, the first item otherwise than last time, and hands back; all but one key with the mouse."""
    await person.log_in(name)
    await person.sees("sec-01")
    assert "認識の共有" not in await person.screen()
    if first:
        await person.click("sec-01")
        await person.sees("1/5")
        await person.page.keyboard.press("3")
        await person.sees("2/5")
        await person.page.keyboard.press("Escape")
    await person.click("残りは前回と同じ（r）")
    await person.sees("u で元に戻す")
    await person.click("回答を返す（h）")
    await person.click("返す（y）")
    await person.sees("回答あり")
    assert await person.faults() == []


@pytest.mark.timeout(300)
async def test_two_sections_are_asked_and_what_they_say_is_decided(serve: Serve, arrive: Arrive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sees its own ask and nothing else; a dimension goes out and comes back in fewer clicks than it may."""
    clicks: list[str] = []
    real = Person.click

    async def counted(self: Person, text: str, nth: int = 0) -> None:
        clicks.append(text)
        await real(self, text, nth)

    monkeypatch.setattr(Person, "click", counted)
    async with serve() as served:
        with_sections(served)
        desk = served.workspace.staff_desk(served.workspace.roster.find("今治"))
        async with arrive(served) as planning:
            await planning.log_in()
            await planning.click("照会（i）")
            await planning.click(str(desk.questionnaire.dimension_by_id["sec"].title))
            await planning.sees("5問を照会します")
            await planning.rests()
            await planning.page.keyboard.press("Control+a")
            await planning.page.keyboard.type("情報係、行政係")
            await planning.click("照会する", 1)
            await planning.sees("行政係　照会中　0/5問")
            async with arrive(served) as person:
                await answer(person, "imabari-joho", first=True)
            by_both = len(clicks)
            async with arrive(served) as person:
                await answer(person, "imabari-gyosei", first=False)
            await planning.click("返った回答（t）")
            await planning.sees("2から3")
            assert by_both + 2 <= MOST_CLICKS, "and two to take it over"
            await planning.click("情報係: 3")
            await planning.click("取り込む（t）")
            await planning.sees("5問を下書きに取り込みました")
            assert await planning.faults() == []
        async with arrive(served) as confirming:
            await confirming.log_in("imabari-kacho")
            await confirming.sees("5/42問")
        draft = desk.draft()
        assert draft is not None
        assert (draft.answer("sec-01").choice, draft.entries["sec-01"].by) == (3, "情報係")
        assert [one.choice for one in desk.decisions()[0].sources] == [3, 2]
        log = (served.workspace.folder.path / "audit.log").read_text("utf-8")
        assert (log.count("ask-handed-back"), log.count("answers-taken-over")) == (2, 1)
