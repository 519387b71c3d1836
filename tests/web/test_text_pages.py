"""The plain pages on a real server, by a client that knows no script: one process for each login, within the same limits, ended with it."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import os
import signal

import aiohttp
import msgspec
from desk.filled_sheets import standing, workbook
from web.reading_pages import PageRead, arrived, opened, sent
from web.serving import IMABARI, MATSUYAMA, Serve, Served, Visitor
from web.test_tabs import is_running, until

from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.model.snapshot import Answer
from dxcheck.store import files
from dxcheck.store.layout import place
from dxcheck.web.page_session import PageSession


def process_of(served: Served) -> PageSession:
    """The only one there is."""
    [found] = [one for one in served.server.tabs.values() if isinstance(one, PageSession)]
    return found


async def test_home_is_read_in_both_languages_by_whoever_is_logged_in_alone(serve: Serve) -> None:
    """The frame says who it is; another municipality is not named; nobody else gets in."""
    async with serve() as served, served.logged_in() as visitor, served.logged_in(MATSUYAMA) as other, served.visitor() as nobody:
        page = await opened(visitor, "/text/")
        assert "今治市のみなさん、おつかれさまです。" in page.text
        assert "松山市" not in page.html
        assert 'lang="en"' in (await opened(visitor, "/text/?lang=en")).html
        assert "松山市のみなさん" in (await opened(other, "/text/")).text
        assert (await nobody.get("/text/")).headers["Location"] == "/login"
        assert (await nobody.post("/text/post", {"post": "企画課"})).status == 403
        assert len({one.pid for one in served.server.tabs.values()}) == 2


async def test_a_form_needs_its_secret_its_origin_and_its_municipality(serve: Serve) -> None:
    """Without them nothing is taken, and what was typed comes back."""
    async with serve() as served, served.logged_in() as visitor:
        page = await opened(visitor, "/text/")
        form = page.forms["f-post"]
        assert (await sent(visitor, form, form.with_(post="企画課"), Origin="http://elsewhere.example")).status == 403
        refused = await sent(visitor, form, form.with_(post="企画課", csrf="x"))
        again = PageRead(await refused.text())
        assert (refused.status, "企画課" in again.text) == (409, True)
        assert "企画課" in (await arrived(visitor, await sent(visitor, again.forms["/text/post"]))).text
        foreign = await sent(visitor, form, form.with_(post="広報課", whose="382019"))
        assert foreign.status == 409
        assert "別の市町" in await foreign.text()


async def test_a_file_comes_with_a_form_to_the_process_of_its_login(serve: Serve) -> None:
    """It needs the form's secret before a byte of it is read; what is too large, or no form at all, is refused, and no file is left."""
    async with serve() as served, served.logged_in() as visitor, served.visitor() as nobody:
        desk = served.workspace.staff_desk(served.workspace.roster.find("今治"))
        filled = workbook(desk)
        filled.write("mom-01", answer=3)
        form = (await opened(visitor, "/text/sheet")).forms["f-read"]
        there = set(served.workspace.folder.path.rglob("*.json"))

        async def chosen(content: bytes, who: Visitor = visitor, **changed: str) -> aiohttp.ClientResponse:
            data = aiohttp.FormData(quote_fields=False)
            for name, values in form.fields.items():
                data.add_field(name, changed.get(name, values[0]))
            data.add_field("file", io.BytesIO(content), filename="返ってきた表.xlsx", content_type="application/octet-stream")
            origin = {"Origin": changed.get("origin", served.url)}
            response = await who.session.post(form.path, data=data, headers=origin, allow_redirects=False)
            await response.read()
            return response

        refused = [await chosen(b"x", csrf="x"), await chosen(b"x", origin="https://example.jp"), await chosen(b"x", nobody)]
        assert [one.status for one in refused] == [403, 403, 403]
        large = await chosen(bytes(4_000_001))
        assert (large.status, "4 MBまで" in await large.text()) == (413, True)
        broken = {"Origin": served.url, "Content-Type": "multipart/form-data; boundary=x"}
        for body in (b"", b"--x\r\n", b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n\xff\r\n--x--'):
            bent = await visitor.session.post(form.path, data=body, headers=broken)
            assert bent.status in (400, 403), body
        field = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"a" * 9_000 + b"\r\n"
        flooded = await visitor.session.post(form.path, data=field * 60 + b"--x--", headers=broken)
        assert flooded.status == 400, "however often one name comes"
        page = PageRead(await (await chosen(filled.saved())).text())
        assert "新しく入る 1か所" in page.text
        assert set(served.workspace.folder.path.rglob("*.json")) == there
        taken = await arrived(visitor, await sent(visitor, page.forms["f-take"]))
        assert "1問の回答を取り込みました" in taken.text
        assert standing(desk) == {"mom-01": Answer(3)}


async def test_its_process_ends_with_the_login_and_comes_back_after_a_crash(serve: Serve) -> None:
    """Killed, the next page is made by another one, which still knows the post; logged out, there is none."""
    async with serve() as served, served.logged_in() as visitor:
        page = await opened(visitor, "/text/")
        await arrived(visitor, await sent(visitor, page.forms["f-post"], page.forms["f-post"].with_(post="企画課")))
        first = process_of(served).pid
        os.kill(first, signal.SIGKILL)
        await until(lambda: not served.server.tabs)
        assert "企画課" in (await opened(visitor, "/text/")).html
        second = process_of(served).pid
        assert second != first
        assert served.server.tabs
        await visitor.post("/logout", {"csrf": page.forms["f-post"].fields["csrf"][0]})
        await until(lambda: not is_running(second))
        assert served.server.tabs == {}


async def test_a_form_whose_process_is_killed_is_neither_called_saved_nor_unsaved(serve: Serve) -> None:
    """Seen: 「まだ保存していません」, although it may have been saved before that. Sent once more, it is there once."""
    async with serve() as served, served.logged_in() as visitor:
        home = await opened(visitor, "/text/")
        page = await arrived(visitor, await sent(visitor, home.forms["f-begin"]))
        form, draft = page.forms["f-answers"], place(served.workspace.folder.path, "382027.draft.json")
        with files.locked(draft):
            waiting = asyncio.create_task(sent(visitor, form, form.fields | {"mom-01.choice": ["3"], "mom-01.evidence": ["議事録"]}))
            await asyncio.sleep(1.0)  # by then it waits for the draft
            os.kill(process_of(served).pid, signal.SIGKILL)
            response = await waiting
        told = PageRead(await response.text())
        assert response.status == 409
        assert "保存できたかどうか、まだ分かりません" in told.text
        assert "まだ保存していません" not in told.text
        again = next(one for one in told.forms.values() if "mom-01.choice" in one.fields)
        await arrived(visitor, await sent(visitor, again))
        town = served.workspace.roster.by_code("382027")
        assert town is not None
        assert standing(served.workspace.staff_desk(town))["mom-01"].choice == 3


async def test_its_process_counts_among_the_screens(serve: Serve) -> None:
    """With the limits and the grace of every session."""
    async with serve(most_per_account=1) as served, served.logged_in() as visitor:
        await opened(visitor, "/text/")
        one = process_of(served)
        assert one.is_left
        assert (await (await visitor.get("/healthz")).json())["sessions"] == 1
        async with visitor.tab() as line:  # a screen takes the place of pages that nobody waits for
            await line.until("今治市")
            assert [type(one).__name__ for one in served.server.tabs.values()] == ["Tab"]
            refused = await visitor.get("/text/")
            assert refused.status == 503


async def test_pages_that_nobody_reads_any_more_need_no_process(serve: Serve) -> None:
    """It is gone some time after the last request, and the next one is answered by another."""
    async with serve(grace=0.0) as served, served.logged_in(IMABARI) as visitor:
        await opened(visitor, "/text/")
        await until(lambda: not served.server.tabs)
        await opened(visitor, "/text/")


async def test_an_answer_that_a_page_may_not_give_goes_nowhere(serve: Serve) -> None:
    """A process that somebody took over sends its browser to no other place."""
    async with serve() as served, served.logged_in() as visitor:
        await opened(visitor, "/text/")
        session, real = process_of(served), PageSession.ask

        async def ask(asked: object) -> object:
            return msgspec.structs.replace(await real(session, asked), location="//elsewhere.example/")  # type: ignore[arg-type]

        session.ask = ask  # type: ignore[method-assign,assignment]
        refused = await visitor.get("/text/")
        assert (refused.status, "Location" in refused.headers) == (503, False)


async def test_a_browser_remembers_what_it_shows(serve: Serve) -> None:
    """文字だけの画面, and back."""
    async with serve() as served, served.logged_in() as visitor:

        async def chosen(face: str, page: str) -> str:
            secret = await Visitor.form(visitor, page)
            response = await visitor.post("/face", {"csrf": secret, "face": face})
            return response.headers["Location"]

        assert await chosen("pages", "/") == "/text/"
        assert (await visitor.get("/")).headers["Location"] == "/text/"
        assert await chosen("screen", "/text/") == "/"
        assert (await visitor.get("/")).status == 200
        assert (await visitor.post("/face", {"csrf": "x", "face": "pages"})).status == 403


async def test_whoever_opens_the_pages_before_logging_in_comes_to_them_after_it(serve: Serve) -> None:
    """Not to the screen, which somebody who reads by ear asked not to have."""
    async with serve() as served, served.visitor() as visitor:
        assert (await visitor.get("/text/work")).headers["Location"] == "/login"
        await visitor.log_in(IMABARI)
        assert (await visitor.get("/")).headers["Location"] == "/text/"


async def test_a_section_answers_what_it_is_asked_on_plain_pages(serve: Serve, stored_password: str) -> None:
    """In a process that has its asks and nothing else; the button on the screen's page leads there."""
    async with serve() as served:
        town = served.workspace.roster.by_code("382027")
        assert town is not None
        desk = served.workspace.staff_desk(town)
        desk.begin()
        [ask] = desk.ask(["sec-01", "sec-02"], ["情報係"], desk.now.date() + dt.timedelta(days=10), "")
        made = Account("imabari-jouhou", "section", "382027", stored_password, calendar.now(), must_change=False, post="情報係")
        served.server.accounts.add(made)
        async with served.logged_in("imabari-jouhou") as visitor:
            assert "文字だけの画面" in await (await visitor.get("/")).text()
            page = await opened(visitor, "/text/")
            assert "情報係のみなさん" in page.text
            form = (await opened(visitor, f"/text/ask/{ask.id}")).forms["f-answers"]
            saved = await arrived(visitor, await sent(visitor, form, form.fields | {"sec-01.choice": ["3"]}))
            assert "1問を保存しました" in saved.text
            await arrived(visitor, await sent(visitor, page.forms[f"f-hand-{ask.id}"]))
        assert [one.item for one in desk.gathered()] == ["sec-01"]
