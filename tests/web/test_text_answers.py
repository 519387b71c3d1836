"""Answering on plain pages, on a real server and without script: whatever two people, a night, a second press or an expired login do, nothing is lost and nothing twice."""

from __future__ import annotations

import re

from web.reading_pages import FormRead, PageRead, arrived, opened, sent
from web.serving import IMABARI, MATSUYAMA, Serve, Served, Visitor

from dxcheck.model.snapshot import Answer, Draft


def stored(served: Served) -> Draft:
    """今治市's draft."""
    town = served.workspace.roster.by_code("382027")
    assert town is not None
    draft = served.workspace.staff_desk(town).draft()
    assert draft is not None
    return draft


async def begun(visitor: Visitor) -> PageRead:
    """The first dimension's page of a new draft, or of the one that is there."""
    home = await opened(visitor, "/text/")
    if "f-begin" in home.forms:
        return await arrived(visitor, await sent(visitor, home.forms["f-begin"]))
    return await opened(visitor, re.search(r'href="(/text/d/[a-z]+)"', home.html)[1])  # type: ignore[index]


def form_of(page: PageRead) -> FormRead:
    """The answers'."""
    return page.forms["f-answers"]


def filled(page: PageRead, **given: str) -> dict[str, list[str]]:
    """The answers' form with `mom_01__choice="3"` and the like."""
    return form_of(page).fields | {name.replace("__", ".").replace("_", "-"): [value] for name, value in given.items()}


async def saved(visitor: Visitor, page: PageRead, **given: str) -> PageRead:
    """Fill the form in, send it, and read the page that follows."""
    return await arrived(visitor, await sent(visitor, form_of(page), filled(page, **given)))


async def refused(visitor: Visitor, page: PageRead, **given: str) -> PageRead:
    """The page that comes back where something was not saved."""
    response = await sent(visitor, form_of(page), filled(page, **given))
    assert response.status in (409, 422), response.status
    return PageRead(await response.text())


async def test_a_dimension_is_answered_with_everything_that_belongs_to_an_answer(serve: Serve) -> None:
    """Levels, わからない, texts in several lines, a target; the page says so, and a page opened anew shows it."""
    async with serve() as served, served.logged_in() as visitor:
        page = await begun(visitor)
        assert {"0", "5", "unknown"} <= set(form_of(page).offered["mom-01.choice"])
        page = await saved(
            visitor, page, mom_01__choice="3", mom_01__evidence="説明会の記録\n名簿", mom_01__target="4", mom_02__choice="unknown"
        )
        assert "2問を保存しました" in page.text
        assert "このページは5問のうち2問に回答しています。" in page.text
        assert stored(served).answers == {
            "mom-01": Answer(choice=3, evidence="説明会の記録\n名簿", target=4),
            "mom-02": Answer(choice="unknown"),
        }
        again = form_of(await opened(visitor, "/text/d/mom")).fields
        assert (again["mom-01.choice"], again["mom-01.evidence"]) == (["3"], ["説明会の記録\n名簿"])
        onward = await sent(visitor, form_of(page), filled(page, then="stay:mom-02", mom_02__comment="迷った"))
        assert re.fullmatch(r"/text/d/mom\?note=\w+&at=mom-02#said", onward.headers["Location"])
        page = await arrived(visitor, onward)
        assert page.html.index('id="said"') > page.html.index('id="mom-02"')
        page = await saved(visitor, page, mom_02__choice="clear")
        assert stored(served).answer("mom-02") == Answer(comment="迷った")


async def test_a_double_post_and_the_back_button_save_once(serve: Serve) -> None:
    """The same form twice, and the page of before sent again: no second entry, no conflict."""
    async with serve() as served, served.logged_in() as visitor:
        page = await begun(visitor)
        fields = filled(page, mom_01__choice="2", mom_01__comment="一度だけ")
        for _nth in range(2):
            await arrived(visitor, await sent(visitor, form_of(page), fields))
        draft = stored(served)
        assert draft.answer("mom-01") == Answer(choice=2, comment="一度だけ")
        assert len(draft.earlier("mom-01")) == 0
        assert "変わったところはありませんでした" in (await arrived(visitor, await sent(visitor, form_of(page), fields))).text


async def test_two_people_at_one_page_lose_nothing(serve: Serve) -> None:
    """The second one's choice is not saved over one they have not seen; both are on the page, and saving again decides. Texts hold what both wrote."""
    async with serve() as served, served.logged_in() as one, served.logged_in() as other:
        mine, theirs = await begun(one), await begun(other)
        await saved(other, theirs, mom_01__choice="4", mom_02__evidence="名簿", mom_03__choice="1")
        back = await refused(one, mine, mom_01__choice="2", mom_02__evidence="議事録", mom_03__choice="1", mom_04__choice="5")
        assert "別の画面が、いまこの設問を「4 測って改善」にしました。" in back.text
        assert "2問を保存しました" in back.text
        assert 'href="#mom-01"' in back.html
        assert form_of(back).fields["mom-01.choice"] == ["2"]
        draft = stored(served)
        assert (draft.answer("mom-01").choice, draft.answer("mom-03").choice, draft.answer("mom-04").choice) == (4, 1, 5)
        assert set(draft.answer("mom-02").evidence.splitlines()) == {"名簿", "議事録"}
        await arrived(one, await sent(one, form_of(back)))
        assert stored(served).answer("mom-01").choice == 2
        page = await opened(other, "/text/d/mom")
        assert "other" in form_of(page).offered["mom-01.choice"], "their own answer is kept beside"
        await saved(other, page, mom_01__choice="other")
        assert stored(served).answer("mom-01").choice == 4


async def test_a_page_left_open_over_night_overwrites_nothing(serve: Serve) -> None:
    """Sent as it was, it changes nothing; what was typed on it is saved, beside what others did meanwhile."""
    async with serve() as served, served.logged_in() as one, served.logged_in() as other:
        old = await begun(one)
        page = await saved(other, await begun(other), mom_01__choice="4", mom_01__evidence="名簿", mom_02__choice="2")
        await saved(other, page, mom_01__evidence="名簿\n写真")
        before = stored(served)
        assert "変わったところはありませんでした" in (await saved(one, old)).text
        assert stored(served) == before
        await saved(one, old, mom_01__comment="朝に書いた", mom_01__evidence="議事録")
        answer = stored(served).answer("mom-01")
        assert (answer.choice, answer.comment) == (4, "朝に書いた")
        assert set(answer.evidence.splitlines()) == {"名簿", "写真", "議事録"}


async def test_an_expired_login_loses_nothing_that_was_typed(serve: Serve) -> None:
    """The page holds everything; logged in again it is sent once more, asked for once, and saved once. Another municipality's login does not get it."""
    async with serve() as served, served.visitor() as visitor:
        await visitor.log_in(IMABARI)
        page = await begun(visitor)
        fields = filled(page, mom_01__choice="3", mom_01__comment="長い説明\n2行目")
        await served.server.end_login(served.server.logins.all()[0])
        response = await sent(visitor, form_of(page), fields)
        kept = PageRead(await response.text())
        assert (response.status, "まだ保存していません" in kept.text, "長い説明" in kept.text) == (403, True, True)
        again = kept.forms["/text/d/mom"]
        await visitor.log_in(MATSUYAMA)
        asked = PageRead(await (await sent(visitor, again)).text())
        foreign = await sent(visitor, asked.forms["/text/d/mom"])
        assert (foreign.status, "別の市町" in await foreign.text()) == (409, True)
        await served.server.end_login(served.server.logins.all()[0])
        await visitor.log_in(IMABARI)
        asked = PageRead(await (await sent(visitor, again)).text())
        assert "保存する" in asked.text
        assert stored(served).answers == {}
        await arrived(visitor, await sent(visitor, asked.forms["/text/d/mom"]))
        assert stored(served).answers == {"mom-01": Answer(choice=3, comment="長い説明\n2行目")}


async def test_a_page_of_a_draft_that_is_gone_begins_no_new_one(serve: Serve) -> None:
    """Given up elsewhere, what was typed comes back with what became of the draft; with a new draft it can be saved there."""
    async with serve() as served, served.logged_in() as visitor:
        page = await begun(visitor)
        town = served.workspace.roster.by_code("382027")
        assert town is not None
        desk = served.workspace.staff_desk(town)
        desk.give_up()
        response = await sent(visitor, form_of(page), filled(page, mom_01__choice="3", mom_01__evidence="議事録"))
        assert (response.status, "取りやめになりました" in await response.text(), "議事録" in await response.text()) == (409, True, True)
        assert desk.draft() is None
        assert "まだ診断をはじめていません" in (await opened(visitor, "/text/d/mom")).text
        await begun(visitor)
        back = await refused(visitor, page, mom_01__choice="3", mom_01__evidence="議事録")
        assert "いまの下書きに入れるときは、もう一度保存してください。" in back.text
        assert stored(served).answers == {}
        await arrived(visitor, await sent(visitor, form_of(back)))
        assert stored(served).answers == {"mom-01": Answer(choice=3, evidence="議事録")}


async def test_what_cannot_be_taken_is_told_at_the_top_and_at_its_place(serve: Serve) -> None:
    """With a link to the item, its fields as they were typed; the others are saved."""
    async with serve() as served, served.logged_in() as visitor:
        page = await begun(visitor)
        back = await refused(visitor, page, mom_01__choice="9", mom_02__choice="1", mom_01__evidence="あ" * 4001)
        assert 'role="alert"' in back.html
        assert "4001文字あります" in back.text
        assert 'aria-describedby="mom-01-p mom-01-x" aria-invalid="true"' in back.html
        assert form_of(back).fields["mom-01.evidence"] == ["あ" * 4001]
        assert stored(served).answers == {"mom-02": Answer(choice=1)}


async def test_each_answer_can_be_saved_as_it_is_given(serve: Serve) -> None:
    """As the page's script asks for it: one item at a time, answered with what to say and with marks for the next time."""
    async with serve() as served, served.logged_in() as one, served.logged_in() as other:
        page = await begun(one)
        fields = {name: values for name, values in form_of(page).fields.items() if "." not in name or name.startswith("mom-01.")}

        async def given(**typed: str) -> tuple[int, dict[str, str]]:
            fields.update({name.replace("__", ".").replace("_", "-"): [value] for name, value in typed.items()})
            response = await sent(one, form_of(page), fields, **{"X-Dxcheck-Part": "1"})
            told = await response.json()
            if response.status == 200:
                fields["mom-01.seen"] = [told["seen"]]
            return response.status, told

        status, told = await given(mom_01__choice="3")
        assert (status, told["said"][:4]) == (200, "保存済み")
        await saved(other, await opened(other, "/text/d/mom"), mom_01__evidence="名簿", mom_01__choice="4")
        status, told = await given(mom_01__evidence="議事録")
        assert (status, set(told["evidence"].splitlines())) == (200, {"名簿", "議事録"})
        fields |= {"mom-01.evidence": [told["evidence"]], "mom-01.seen": [told["merged"]]}  # as the script puts them into their places
        status, told = await given(mom_01__comment="事情")
        assert (status, "merged" in told) == (200, False)
        status, told = await given(mom_01__choice="1")
        assert (status, "「4 測って改善」にしました。" in told["said"]) == (409, True)
        answer = stored(served).answer("mom-01")
        assert (answer.choice, set(answer.evidence.splitlines()), answer.comment) == (4, {"名簿", "議事録"}, "事情")
