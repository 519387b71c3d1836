"""二段階の確認: the code after the password, over the wire."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from pathlib import Path

import msgspec
import pyotp
import pytest
from web.serving import IMABARI, Serve, Served, Visitor

from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.store.layout import place
from dxcheck.web import totp

SENMONKAN = "senmonkan-1"


class Clock:
    """The server's, which the test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = calendar.now()
        monkeypatch.setattr(calendar, "now", lambda: self.at)

    def goes_on(self, seconds: float = totp.STEP) -> None:
        """Time passes."""
        self.at += dt.timedelta(seconds=seconds)


class Phone:
    """An authenticator app."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._totp, self._clock = pyotp.TOTP(secret), clock

    def code(self, wrong_by: float = 0) -> str:
        """What it shows; its clock may be wrong."""
        return self._totp.at(int(self._clock.at.timestamp() + wrong_by))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still."""
    return Clock(monkeypatch)


def add(served: Served, stored_password: str, *, due: bool = False, role: str = "specialist") -> None:
    """A specialist of before; with `due` one made today."""
    codes = ("382027",) if role == "specialist" else ()
    account = Account(SENMONKAN, role, "", stored_password, calendar.now(), must_change=False, municipalities=codes, factor_due=due)  # type: ignore[arg-type]
    served.server.accounts.add(account)


async def enrol(visitor: Visitor, clock: Clock) -> tuple[Phone, list[str]]:
    """Set up a phone on the page that asks for it."""
    page = await (await visitor.get("/enrol")).text()
    found = re.search(r'class="key">([A-Z2-7 ]+)<', page)
    assert found, page
    phone = Phone(found[1].replace(" ", ""), clock)
    answer = await visitor.post("/enrol", {"csrf": await visitor.form("/enrol"), "code": phone.code()})
    text = await answer.text()
    assert answer.status == 200, text
    return phone, re.findall(r"<code>([a-z0-9-]+)</code>", text)


async def give(visitor: Visitor, code: str) -> tuple[int, str]:
    """Type a code."""
    answer = await visitor.post("/code", {"csrf": await visitor.form("/code"), "code": code})
    return answer.status, await answer.text()


async def is_in(visitor: Visitor) -> bool:
    """Whether the page with the terminal opens, and its line."""
    page = await visitor.get("/")
    line = await visitor.get("/ws/tab-0001", headers={"Origin": visitor.served.url})
    assert (page.status == 200) == (line.status != 403)
    return page.status == 200


async def test_a_new_specialist_sets_up_a_phone_and_logs_in_with_its_code(serve: Serve, stored_password: str, clock: Clock) -> None:
    """Nothing opens before; the next login asks for the password and a code; the log says both."""
    async with serve() as served, served.visitor() as visitor, served.visitor() as again:
        add(served, stored_password, due=True)
        assert (await visitor.log_in(SENMONKAN)).headers["Location"] == "/enrol"
        assert not await is_in(visitor)
        assert (await visitor.post("/later", {"csrf": await visitor.form("/enrol")})).headers["Location"] == "/", "leads to no login"
        assert not await is_in(visitor)
        phone, codes = await enrol(visitor, clock)
        assert len(set(codes)) == 10
        assert await is_in(visitor)
        clock.goes_on()
        assert (await again.log_in(SENMONKAN)).headers["Location"] == "/code"
        assert not await is_in(again)
        assert (await give(again, "000000"))[0] == 401
        assert (await give(again, phone.code()))[0] == 303
        assert await is_in(again)
        log = served.log()
        assert "second-factor-set-up" in log
        assert '"code-refused"' in log
        files = "".join(one.read_text(encoding="utf-8") for one in served.workspace.folder.path.glob("*.json"))
        assert not [one for one in codes if one in files], "kept hashed"
        assert codes[0] not in log


async def test_a_code_that_was_used_is_not_taken_again(serve: Serve, stored_password: str, clock: Clock) -> None:
    """Nor one before it; the next one is, also that of a neighbouring half minute. Many at once with one code: one gets in."""
    async with serve() as served, served.visitor() as first, served.visitor() as other:
        add(served, stored_password)
        await first.log_in(SENMONKAN)
        phone, _codes = await enrol(first, clock)
        assert (await other.log_in(SENMONKAN)).headers["Location"] == "/code"
        status, text = await give(other, phone.code())
        assert (status, "もう使われました" in text) == (401, True)
        assert (await give(other, phone.code(-totp.STEP)))[0] == 401
        clock.goes_on(2 * totp.STEP)
        early = phone.code(-totp.STEP)
        form = {"csrf": await other.form("/code"), "code": early}
        answers = await asyncio.gather(*(other.post("/code", form) for _ in range(5)))
        assert [one.headers.get("Location") for one in answers].count("/") == 1
        clock.goes_on()
        async with served.visitor() as third:
            await third.log_in(SENMONKAN)
            assert (await give(third, phone.code(totp.STEP)))[0] == 303, "a little ahead"


@pytest.mark.parametrize(("wrong_by", "said"), [(-180, "3分ほど前の時刻を指しています"), (300, "5分ほど先の時刻を指しています")])
async def test_a_wrong_clock_is_told_by_how_much(serve: Serve, stored_password: str, clock: Clock, wrong_by: int, said: str) -> None:
    """With the server's time. A code of the future is not taken when its time has come: being told so would help who guesses."""
    async with serve() as served, served.visitor() as first, served.visitor() as other:
        add(served, stored_password)
        await first.log_in(SENMONKAN)
        phone, _codes = await enrol(first, clock)
        await other.log_in(SENMONKAN)
        code = phone.code(wrong_by)
        status, text = await give(other, code)
        assert status == 401
        assert said in text
        assert f"サーバーの時計は、いま{clock.at:%H:%M:%S}です" in text
        if wrong_by > 0:
            clock.goes_on(wrong_by)
            assert phone.code() == code
            assert (await give(other, code))[0] == 401
            clock.goes_on()
            assert (await give(other, phone.code()))[0] == 303


async def test_a_recovery_code_works_once_and_says_how_many_are_left(serve: Serve, stored_password: str, clock: Clock) -> None:
    """However it is typed; then one can set up another phone, and the old one is worth nothing."""
    async with serve() as served, served.visitor() as first:
        add(served, stored_password)
        await first.log_in(SENMONKAN)
        phone, codes = await enrol(first, clock)
        for n, typed in ((9, codes[0].upper().replace("-", " ")), (8, f" {codes[1]}　")):
            async with served.visitor() as other:
                await other.log_in(SENMONKAN)
                status, text = await give(other, typed)
                assert status == 200
                assert f"残りは{n}個" in text
                assert await is_in(other)
        async with served.visitor() as other:
            await other.log_in(SENMONKAN)
            assert (await give(other, codes[0]))[0] == 401
            assert (await give(other, codes[2]))[0] == 200
            form = {"csrf": await other.form("/second"), "code": codes[3]}
            assert (await other.post("/second", form)).headers["Location"] == "/enrol"
            newer, again = await enrol(other, clock)
            assert await is_in(other), "this login goes on"
            await served.server.watch.look_around()
            assert not await is_in(first), "others end"
            assert await is_in(other)
        clock.goes_on()
        async with served.visitor() as other:
            await other.log_in(SENMONKAN)
            assert (await give(other, phone.code()))[0] == 401
            assert (await give(other, codes[4]))[0] == 401
            assert (await give(other, newer.code()))[0] == 303
        assert not set(codes) & set(again)
        assert served.log().count("recovery-code-used") == 4


async def test_wrong_codes_slow_down_and_the_right_password_does_not_clear_them(serve: Serve, stored_password: str, clock: Clock) -> None:
    """Who knows the password has five tries, and no more by logging in again; then the right code waits too. The owner's own browser does not."""
    async with serve() as served, served.visitor() as owner, served.visitor() as thief:
        add(served, stored_password)
        await owner.log_in(SENMONKAN)
        phone, _codes = await enrol(owner, clock)
        clock.goes_on()
        statuses = []
        for _ in range(7):
            answer = await thief.log_in(SENMONKAN)
            if answer.status == 429:
                statuses.append(429)
                break
            statuses.append((await give(thief, "000000"))[0])
        assert statuses[:5] == [401] * 5
        assert statuses[-1] == 429
        assert (await owner.post("/logout", {"csrf": await owner.form("/")})).status == 303
        assert (await owner.log_in(SENMONKAN)).headers["Location"] == "/code"
        assert (await give(owner, phone.code()))[0] == 303


async def test_many_wrong_codes_at_once_are_looked_at_one_after_the_other(serve: Serve, stored_password: str, clock: Clock) -> None:
    """Five are, and no more: each counts before the next."""
    async with serve() as served, served.visitor() as owner, served.visitor() as thief:
        add(served, stored_password)
        await owner.log_in(SENMONKAN)
        await enrol(owner, clock)
        await thief.log_in(SENMONKAN)
        csrf = await thief.form("/code")
        answers = await asyncio.gather(*(thief.post("/code", {"csrf": csrf, "code": "aaaa-bbbb-cccc"}) for _ in range(20)))
        assert sorted(one.status for one in answers) == [401] * 5 + [429] * 15


async def test_an_account_of_before_may_put_it_off_until_the_day(serve: Serve, stored_password: str, clock: Clock) -> None:
    """The page says until when; from the day after it is asked for."""
    async with serve() as served:
        add(served, stored_password, role="centre")
        desk = served.workspace.accounts_desk().second_factor
        day = calendar.today() + dt.timedelta(days=7)
        async with served.visitor() as visitor:
            assert (await visitor.log_in(SENMONKAN)).headers["Location"] == "/enrol"
            assert "あとで登録する" in await (await visitor.get("/enrol")).text()
            assert (await visitor.put_off()).headers["Location"] == "/"
            assert await is_in(visitor)
        desk.decide(until=day)
        async with served.visitor() as visitor:
            await visitor.log_in(SENMONKAN)
            assert f"{calendar.long_date(day)}までは" in await (await visitor.get("/enrol")).text()
            clock.goes_on(8 * 86400)
            await visitor.put_off()
            assert not await is_in(visitor), "the day came while the page was open"
        async with served.visitor() as visitor:
            await visitor.log_in(SENMONKAN)
            page = await (await visitor.get("/enrol")).text()
            assert "あとで登録する" not in page
            assert "紙のコード" in page


async def test_the_centre_resets_a_lost_phone(serve: Serve, stored_password: str, clock: Clock) -> None:
    """Whoever is in is out; the old phone and its recovery codes are worth nothing; the next login sets up another."""
    async with serve() as served, served.visitor() as first:
        add(served, stored_password)
        await first.log_in(SENMONKAN)
        await enrol(first, clock)
        served.workspace.accounts_desk().second_factor.reset(SENMONKAN)
        await served.server.watch.look_around()
        assert not await is_in(first)
        async with served.visitor() as again:
            assert (await again.log_in(SENMONKAN)).headers["Location"] == "/enrol"
            assert "あとで登録する" not in await (await again.get("/enrol")).text()
            await enrol(again, clock)
            assert await is_in(again)


async def test_a_site_without_phones_uses_codes_on_paper(serve: Serve, stored_password: str, clock: Clock) -> None:
    """Each once, in the order of the list; the page says which is next, and when few are left."""
    async with serve() as served:
        add(served, stored_password, due=True)
        codes = served.workspace.accounts_desk().second_factor.print_codes(SENMONKAN)
        for n, code in enumerate(codes[:3], 1):
            async with served.visitor() as visitor:
                assert (await visitor.log_in(SENMONKAN)).headers["Location"] == "/code"
                assert f"紙の一覧の{n}番のコード" in await (await visitor.get("/code")).text()
                if n > 1:
                    status, text = await give(visitor, codes[n - 2])
                    assert (status, "もう使われました" in text) == (401, True)
                assert (await give(visitor, codes[n]))[0] == 401, "not its turn"
                assert (await give(visitor, code.upper()))[0] == 303
                assert await is_in(visitor)
        own = served.server.doors.confirming.checking._factors
        account = served.server.accounts.find(SENMONKAN)
        assert account is not None
        own.change(account, lambda old: msgspec.structs.replace(old, used=len(codes) - 1))  # type: ignore[type-var]
        async with served.visitor() as visitor:
            await visitor.log_in(SENMONKAN)
            status, text = await give(visitor, codes[-1])
            assert (status, "残り0個" in text) == (200, True)
        async with served.visitor() as visitor:
            await visitor.log_in(SENMONKAN)
            status, text = await give(visitor, codes[-1])
            assert (status, "新しい一覧を頼んでください" in text) == (401, True)


async def test_turned_off_nobody_is_asked(serve: Serve, stored_password: str) -> None:
    """The site may do without; it is in the log, and turning it on again asks again."""
    async with serve() as served:
        add(served, stored_password, due=True)
        workspace = served.workspace
        seen: list[tuple[str, str]] = []
        workspace.witness = lambda event, detail: seen.append((event, detail))
        workspace.accounts_desk().second_factor.decide(is_on=False)
        async with served.visitor() as visitor:
            assert (await visitor.log_in(SENMONKAN)).headers["Location"] == "/"
            assert await is_in(visitor)
            assert "使いません" in await (await visitor.get("/second")).text()
        workspace.accounts_desk().second_factor.decide(is_on=True)
        async with served.visitor() as visitor:
            assert (await visitor.log_in(SENMONKAN)).headers["Location"] == "/enrol"
        assert [one for one, _detail in seen] == ["second-factor-off", "second-factor-on"]


async def test_what_the_server_keeps_is_gone_then_nobody_gets_in_without(serve: Serve, stored_password: str, clock: Clock) -> None:
    """A missing file is not taken for an account that has no phone yet; the page says whom to ask."""
    async with serve() as served, served.visitor() as first, served.visitor() as other:
        add(served, stored_password)
        await first.log_in(SENMONKAN)
        phone, _codes = await enrol(first, clock)
        clock.goes_on()
        (place(served.workspace.folder.path, "factors.json")).unlink()
        assert (await other.log_in(SENMONKAN)).headers["Location"] == "/code"
        status, text = await give(other, phone.code())
        assert (status, "リセットを頼んでください" in text) == (401, True)
        assert not await is_in(other)


async def test_a_login_halfway_opens_nothing_and_ends_by_itself(serve: Serve, stored_password: str) -> None:
    """Its cookie is no login, however it is named; it is hashed, and after ten minutes one begins anew."""
    async with serve() as served, served.visitor() as visitor:
        add(served, stored_password)
        answer = await visitor.log_in(SENMONKAN)
        token = answer.cookies["dxcheck-halfway"].value
        for cookie in (f"dxcheck={token}", f"dxcheck-halfway={token}"):
            async with served.visitor() as other:
                for path in ("/", "/password", "/second"):
                    assert (await other.get(path, headers={"Cookie": cookie})).status == 303
                assert (await other.get("/ws/tab-0001", headers={"Cookie": cookie, "Origin": served.url})).status == 403
        halfways = served.server.doors.confirming.halfways
        assert token not in repr(vars(halfways._tokens))
        real = halfways._clock
        halfways._clock = lambda: real() + 601
        assert (await visitor.get("/enrol")).headers["Location"] == "/login?again"
        assert "はじめからログイン" in await (await visitor.get("/login?again")).text()


async def test_an_account_that_is_another_by_now_begins_anew(serve: Serve, stored_password: str, clock: Clock) -> None:
    """Disabled or reset while its code is asked for: neither code nor putting off lets anybody in."""
    async with serve() as served, served.visitor() as visitor:
        add(served, stored_password)
        await visitor.log_in(SENMONKAN)
        csrf = await visitor.form("/enrol")
        served.workspace.accounts_desk().set_disabled(SENMONKAN, True)
        assert (await visitor.post("/later", {"csrf": csrf})).headers["Location"] == "/login?again"
        assert not await is_in(visitor)


async def test_staff_and_the_demo_are_not_asked(serve: Serve, stored_password: str) -> None:
    """Staff see one municipality, theirs."""
    async with serve() as served, served.logged_in(IMABARI) as visitor:
        assert "二段階" not in await (await visitor.get("/")).text()
        assert "使いません" in await (await visitor.get("/second")).text()
        assert (await visitor.post("/second", {"csrf": await visitor.form("/password")})).status == 403


def test_no_session_opens_the_file_of_secrets() -> None:
    """Neither a desk nor an app names it: only the server, the doctor and copies do."""
    root = Path(totp.__file__).parents[1]
    naming = {one.relative_to(root).parts[0] for one in root.rglob("*.py") if re.search(r"\bfactors\(|store\.factors", one.read_text())}
    assert naming == {"web", "store", "doctor"}
