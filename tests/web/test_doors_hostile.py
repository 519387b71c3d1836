"""Who comes to the doors without a browser, or to a server whose accounts are damaged: refused with a page, never with an error, and told nothing."""

from __future__ import annotations

import asyncio
import io
import json
from urllib.parse import urlsplit

import msgspec
import pytest
from web.serving import IMABARI, PASSWORD, Serve, Served

from dxcheck.desk.password import hashed
from dxcheck.store.layout import place
from dxcheck.web import doors, hashing
from dxcheck.web.files import Delivery
from dxcheck.web.guesses import FREE_TRIES

FORM = "application/x-www-form-urlencoded"


async def raw(served: Served, head: bytes, body: bytes = b"") -> int:
    """Send bytes as they are; the answer's status."""
    where = urlsplit(served.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(head + f"Host: {where.netloc}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
    answer = await reader.readline()
    writer.close()
    return int(answer.split()[1])


async def test_guesses_sent_at_once_are_counted_one_by_one(serve: Serve) -> None:
    """Thirty at once get no more tries than thirty in turn; those beyond what can wait are asked to come back."""
    async with serve() as served, served.visitor() as visitor:
        secret = await visitor.form("/login")
        form = {"csrf": secret, "name": IMABARI, "password": "wrong-wrong-wrong"}
        answers = await asyncio.gather(*(visitor.post("/login", form) for _nth in range(30)))
        statuses = [one.status for one in answers]
        assert statuses.count(401) == FREE_TRIES
        assert statuses.count(401) + statuses.count(429) + statuses.count(503) == 30
        assert served.server.doors.hashing.waiting == 0


async def test_more_than_can_wait_are_asked_to_come_back(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words, as when there is no room."""
    monkeypatch.setattr(hashing, "MOST_IN_LINE", 0)
    async with serve() as served, served.visitor() as visitor:
        refused = await visitor.log_in(IMABARI)
        assert (refused.status, refused.headers["Retry-After"]) == (503, "20")
        assert "混み合っています" in await refused.text()


async def test_of_two_forwarded_headers_the_last_word_is_the_proxys(serve: Serve) -> None:
    """The first one came from whoever asks."""
    async with serve(trusted_proxies=("127.0.0.1",)) as served, served.visitor() as visitor:
        secret = await visitor.form("/login")
        sent = [("Origin", served.url), ("X-Forwarded-For", "198.51.100.9"), ("X-Forwarded-For", "203.0.113.5, 203.0.113.7")]
        form = {"csrf": secret, "name": IMABARI, "password": "wrong"}
        assert (await visitor.session.post("/login", data=form, headers=sent)).status == 401
        assert '"address":"203.0.113.7"' in served.log()


async def test_bytes_that_are_no_text_are_a_bad_request(serve: Serve) -> None:
    """In a cookie, in a form, in a path; and charsets that make something else of them."""
    async with serve() as served, served.visitor() as visitor:
        secret = await visitor.form("/login")
        origin = f"Origin: {served.url}\r\nCookie: dxcheck-form=".encode()
        body = f"csrf={secret}&name={IMABARI}&password=%5Cud800".encode()
        for charset in ("utf-8", "UTF-8"):
            head = b"POST /login HTTP/1.1\r\nContent-Type: " + f"{FORM}; charset={charset}\r\n".encode() + origin
            assert await raw(served, head + secret.encode() + b"\r\n", body) == 401
            assert await raw(served, head + b"\xff\xfe\x80\r\n", body) == 403
            assert await raw(served, head + secret.encode() + b"\r\n", b"csrf=\xff\xfe&name=\x80") == 400
        for charset in ("unicode_escape", "utf-7", "idna", "hex", "no-such-thing", "utf-16"):
            head = b"POST /login HTTP/1.1\r\nContent-Type: " + f"{FORM}; charset={charset}\r\n".encode() + origin
            assert await raw(served, head + secret.encode() + b"\r\n", body) == 400, charset
        for cookie in (b"dxcheck-form=\xff\xfe", b"dxcheck=\xff", b"dxcheck-language=\xff; dxcheck-theme=\xfe"):
            assert await raw(served, b"GET /login HTTP/1.1\r\nCookie: " + cookie + b"\r\n") == 200
        assert await raw(served, b"GET /%ff%fe HTTP/1.1\r\n") == 404
        page = await visitor.session.get("/login", headers={"Cookie": 'dxcheck-form="><script>'})
        assert "<script>" not in await page.text()


async def test_damaged_accounts_are_a_page_and_a_line_in_the_log(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody gets in, nothing breaks; once the file is whole again, people log in."""
    async with serve() as served, served.visitor() as visitor:
        path = place(served.workspace.folder.path, "accounts.json")
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        answer = await visitor.log_in(IMABARI)
        assert answer.status == 503
        assert "保存済みの回答はそのまま残っています" in await answer.text()
        assert "cannot use the accounts" in caplog.text
        path.write_bytes(whole)
        assert (await visitor.log_in(IMABARI)).status == 303


async def test_a_name_that_nobody_has_is_not_written_down(serve: Serve) -> None:
    """It may be a password in the wrong field; neither refused nor slowed."""
    async with serve() as served, served.visitor() as visitor:
        for _nth in range(FREE_TRIES + 1):
            await visitor.log_in("himitsu-password", PASSWORD)
        served.server.book.close()
        lines = [json.loads(one) for one in served.log().splitlines()]
        told = [(one["event"], one["detail"], int(one.get("times", 1))) for one in lines]
        assert sorted(told) == [
            ("login-refused", "unknown account", 1),
            ("login-refused", "unknown account", FREE_TRIES - 1),
            ("login-slowed", "unknown account", 1),
        ]
        assert "himitsu" not in served.log()


async def test_an_account_disabled_while_its_password_is_checked_stays_out(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks at it again until the accounts change once more."""
    async with serve() as served, served.visitor() as visitor:
        check = doors.fits

        def disabled_meanwhile(account: object, password: str) -> bool:
            right = check(account, password)  # type: ignore[arg-type]
            served.server.accounts.change(IMABARI, lambda one: msgspec.structs.replace(one, disabled=True, generation=one.generation + 1))
            return right

        monkeypatch.setattr(doors, "fits", disabled_meanwhile)
        assert (await visitor.log_in(IMABARI)).status == 401
        assert served.server.logins.all() == []


async def test_asking_about_a_file_does_not_use_it_up(serve: Serve) -> None:
    """Neither a HEAD nor a request for it as something else."""
    async with serve() as served, served.logged_in() as visitor:
        path = served.server.deliveries.keep(
            Delivery(visitor.key, "結果.pdf", "application/pdf", inline=False, content=io.BytesIO(b"%PDF"))
        )
        for _nth in range(2):
            asked = await visitor.session.head(f"/{path}")
            assert (asked.status, asked.headers["Content-Length"]) == (200, "4")
            assert (await visitor.get(f"/{path.replace('download', 'picture')}")).status == 404
        assert '"file"' not in served.log()
        assert await (await visitor.get(f"/{path}")).read() == b"%PDF"
        assert (await visitor.get(f"/{path}")).status == 404


@pytest.mark.parametrize(("generation", "said", "unsaid"), [(0, "はじめてのログインです", "再発行"), (1, "再発行されました", "はじめて")])
async def test_a_renewed_password_is_not_called_the_first(serve: Serve, generation: int, said: str, unsaid: str) -> None:
    """Each has its own words."""
    async with serve() as served, served.visitor() as visitor:
        stored = hashed(PASSWORD)
        served.server.accounts.change(
            IMABARI, lambda one: msgspec.structs.replace(one, password=stored, must_change=True, generation=generation)
        )
        await visitor.log_in(IMABARI)
        text = await (await visitor.get("/password")).text()
        assert said in text
        assert unsaid not in text
