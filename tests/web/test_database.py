"""The server over a real PostgreSQL: what works over a folder works over a database."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from demos import CopyDemo
from postgresql import SHARED, Cluster
from store.making import CODE, REF, draft
from web.network import over_network
from web.serving import CODES, IMABARI, MATSUYAMA, Serve, Served, Visitor
from web.test_by_link import STAFF, asked, redeem
from web.test_confinement import Taken
from web.test_errands import Session
from web.test_seats import ASK, NAMES
from web.test_server_role import ALONE, alone
from web.test_tabs import until

from dxcheck.model import calendar
from dxcheck.model.account import Account, Role
from dxcheck.questionnaire import shipped_folder
from dxcheck.store.archive import verify
from dxcheck.store.audit import AUDIT, AuditLog
from dxcheck.store.backup import daily_name
from dxcheck.store.database.database_shelf import open_database
from dxcheck.store.database.lending import lets_sessions_in
from dxcheck.store.database.settings_files import SettingsFiles
from dxcheck.store.database.transfer import move_in
from dxcheck.store.errors import StoreError
from dxcheck.store.folder import DataFolder
from dxcheck.store.granted import lies_in
from dxcheck.store.marker import SECOND
from dxcheck.store.opening import back_up_either, database_for_server
from dxcheck.store.shelves import shelf_of
from dxcheck.system import confinement
from dxcheck.web.bookkeeper import Bookkeeper
from dxcheck.web.identity import Start
from dxcheck.web.lending import MOST_LENT
from dxcheck.web.session import Close
from dxcheck.workspace import Workspace

__all__ = ["over_network"]


def test_who_did_what_is_written_into_the_database(database: str) -> None:
    """In the same lines, and each with its sum."""
    root = open_database(database)
    book = Bookkeeper(root)
    book.act("login", "imabari-kikaku", "192.0.2.7")
    book.close()
    lines = shelf_of(root).log(root / AUDIT)[AUDIT] or b""
    assert b'"event":"login","account":"imabari-kikaku"' in lines
    assert AuditLog(root).faulty_lines() == {}


def test_the_daily_copy_of_a_database_is_the_same_archive(database: str, tmp_path: Path) -> None:
    """As of a folder with the same in it, but for the marker's second, which a folder makes anew."""
    names = []
    for data, target in ((tmp_path / "data", tmp_path / "one.zip"), (open_database(database), tmp_path / "two.zip")):
        DataFolder.open(data).repository(CODE).change_draft(REF.id, lambda _there: draft(mom_01=3))
        names.append([part.path for part in back_up_either(data, target, calendar.now()).parts])
    assert set(names[0]) == set(names[1]) - {SECOND}


async def test_a_server_that_reads_no_answers_copies_them_daily_all_the_same(
    serve: Serve, database: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In a process of its own, as the command line; a copy that failed is told, and tried again."""
    DataFolder.open(open_database(database)).repository(CODE).change_draft(REF.id, lambda _there: draft(mom_01=3))
    target = tmp_path / "copies" / daily_name(calendar.today())
    async with serve(data=database_for_server(database), backups=target.parent) as served:
        await until(target.exists, 30)
        await until(lambda: b'"event":"backup","detail":"%s' % target.name.encode() in _acts(served, database), 10)
    parts = [one.path for one in verify(target).parts]
    assert f"{CODE}/staff/{CODE}.draft.json" in parts
    assert f"{target.name} {len(parts)}".encode() in _acts(served, database)
    async with serve(data=database_for_server(database), backups=tmp_path / "audit.log" / "no-folder") as served:
        (tmp_path / "audit.log").write_bytes(b"")
        await until(lambda: b'"event":"backup-failed"' in _acts(served, database), 30)
    assert any("no backup: " in one for one in caplog.messages)


def _acts(served: Served, url: str) -> bytes:
    served.server.book.flush()
    root = open_database(url)
    return shelf_of(root).log(root / AUDIT).get(AUDIT) or b""


async def test_somebody_logs_in_answers_and_it_is_in_the_database(serve: Serve, database: str) -> None:
    """In a confined session, whose connections the server lends."""
    async with serve(data=database_for_server(database)) as served, served.logged_in(IMABARI) as visitor, visitor.tab() as line:
        await line.until("今治市")
        await line.keys("s")
        await line.until("mom-01")
        await line.keys("3")
        await until(lambda: _answers(database) == {"mom-01": 3})


async def test_what_is_put_into_the_database_is_there_on_the_next_screen(serve: Serve, database: str) -> None:
    """By somebody else, while the server runs: as where a file in a folder is replaced."""
    roster = (shipped_folder() / "ehime-roster.toml").read_bytes()
    async with serve(data=database_for_server(database)) as served:
        async with served.logged_in(IMABARI) as visitor, visitor.tab() as line:
            await line.until("今治市")
            SettingsFiles(f"{database}&application_name=other").put(
                "roster.toml", roster.replace("松山市".encode(), "松山新市".encode()), calendar.now()
            )
            assert served.server.lending is not None
            shelf = served.server.lending.shelf
            await until(lambda: shelf.watch.of("roster.toml") is not None)
        async with served.logged_in(MATSUYAMA) as visitor, visitor.tab() as line:
            await line.until("松山新市")


def tell(where: Path, task: dict[str, str]) -> None:
    """Leave an intruder a note among what its session may read."""
    where.parent.mkdir(exist_ok=True)
    where.write_text(json.dumps(task), encoding="utf-8")


async def said_by(served: Served, visitor: Visitor, program: str, caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    """What a program says that works in the place of the app."""
    await served.server.maker.close()
    served.server.maker = Taken(program)
    async with visitor.tab() as line:
        await line.until_closed(90)
    await served.server.maker.close()
    said = next(one for one in caplog.messages if one.startswith("app of"))
    found: dict[str, Any] = json.JSONDecoder().raw_decode(said, said.index("{"))[0]
    return found


@pytest.mark.skipif(bool(confinement.lacking()), reason=f"this system lacks: {confinement.lacking()}")
@pytest.mark.parametrize("way", ["database", "over_network"])
async def test_a_session_reaches_the_database_by_what_it_was_lent_and_nothing_else(
    serve: Serve, way: str, request: pytest.FixtureRequest, cluster: Cluster, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever sockets it makes lead nowhere, and it is not lent any number."""
    database: str = request.getfixturevalue(way)
    (tmp_path / ".ssh").mkdir()
    for name in (".pgpass", ".ssh/id_ed25519"):
        (tmp_path / name).write_text("secret", encoding="utf-8")
    async with serve(data=database_for_server(database)) as served, served.logged_in(IMABARI) as visitor:
        DataFolder.open(open_database(database)).repository(CODES[MATSUYAMA]).change_draft(REF.id, lambda _there: draft(mom_01=3))
        assert served.server.lending is not None
        task = {
            "server": str(os.getpid()), "home": str(tmp_path), "port": served.url.rpartition(":")[2], "cluster": str(cluster.folder),
            "service": str(cluster.folder / ".s.PGSQL.5432"), "foreign": CODES[MATSUYAMA],
        }  # fmt: skip
        tell(Path(served.server.lending.borrowed.settings, "questionnaires", "task.json"), task)
        found = await said_by(served, visitor, "web.intruder_in_database", caplog)
    assert found["beyond"] == {}
    assert found["tried"] > 50
    assert found["rows"] == {}, "what is another municipality's, or nobody's"
    assert found["lent"] <= MOST_LENT


async def test_the_password_of_the_database_is_read_by_the_server_and_used_in_the_session(serve: Serve, over_network: str) -> None:
    """The session may not open the file it is in; plain pages work as the screens do."""
    async with serve(data=database_for_server(over_network)) as served, served.logged_in(IMABARI) as visitor:
        async with visitor.tab() as line:
            await line.until("今治市")
            await line.keys("s")
            await line.until("mom-01")
            await line.keys("3")
            await until(lambda: _answers(over_network) == {"mom-01": 3})
        assert "今治市" in await (await visitor.get("/text/")).text()


@pytest.mark.parametrize("role", ["staff", "specialist", "centre"])
async def test_a_days_work_is_done_over_a_database(
    serve: Serve,
    database: str,
    cluster: Cluster,
    copy_demo: CopyDemo,
    tmp_path: Path,
    stored_password: str,
    role: Role,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As over a folder, papers that are made in a process of their own included, by a server whose login may be that and nothing else."""
    move_in(copy_demo(tmp_path / "demo"), database)
    alone(cluster)
    async with serve(data=database_for_server(cluster.url(SHARED, ALONE))) as served:
        codes = (CODES[IMABARI],) if role == "specialist" else ()
        code = CODES[IMABARI] if role == "staff" else ""
        served.server.accounts.add(Account("who", role, code, stored_password, calendar.now(), must_change=False, municipalities=codes))
        async with served.logged_in("who") as visitor:
            found = await said_by(served, visitor, "web.at_work", caplog)
    assert {name: came for name, came in found.items() if came != "done"} == {}
    assert len(found) > 6


async def test_sections_are_at_their_asks_by_link_and_by_account(
    serve: Serve, database: str, cluster: Cluster, stored_password: str
) -> None:
    """The server makes the link, opens the ask, counts what is new, and sees that an ask is over: all of it without reading one."""
    workspace = Workspace.open(open_database(database))
    ours, others = asked(workspace, "情報係", "行政係")
    alone(cluster)
    async with serve(data=database_for_server(cluster.url(SHARED, ALONE))) as served, served.visitor() as visitor:
        staff = Session(served.workspace, STAFF)
        with contextlib.closing(staff.line):
            address = await asyncio.to_thread(staff.errands.make_link, ours)
            with pytest.raises(StoreError):
                await asyncio.to_thread(staff.errands.make_link, "0" * 16)
        account = Account("imabari-gyosei", "section", CODES[IMABARI], stored_password, calendar.now(), must_change=False, post="行政係")
        served.server.accounts.add(account)
        async with served.logged_in(account.name) as section, section.tab() as line:
            await line.until("今治市")
            assert [one.asks for one in _starts(served)] == [(others,)]
            asking = Session(served.workspace, _starts(served)[0])
            with contextlib.closing(asking.line):
                asked(workspace, "行政係")
                assert await asyncio.to_thread(asking.errands.new_asks) == 1
        assert await redeem(visitor, address.rpartition("/")[2]) == 303
        async with visitor.tab() as line:
            await line.until("今治市")
            workspace.staff_desk(workspace.roster.find("今治")).end_ask(ours)
            assert await line.until_closed(10) == Close.LINK_OVER


def _starts(served: Served) -> list[Start]:
    return [one.start_with for one in served.server.tabs.values()]


async def test_a_database_that_stops_keeps_nobody_from_answering(serve: Serve, database: str, cluster: Cluster) -> None:
    """The screen goes on, says that nothing is saved, and saves when the database is back."""
    async with serve(data=database_for_server(database)) as served, served.logged_in(IMABARI) as visitor, visitor.tab() as line:
        await line.until("今治市")
        await line.keys("s")
        await line.until("mom-01")
        await line.keys("3")
        await until(lambda: _answers(database) == {"mom-01": 3})
        cluster.stop()
        try:
            await line.keys("2")
            await line.until("データベース")
            async with visitor.tab("tab-0002") as another:
                assert await another.until_closed() == Close.NOT_BEGUN, "nobody is told of a failure of the screen's"
        finally:
            cluster.resume()
        await until(lambda: _answers(database) == {"mom-01": 3, "mom-02": 2})


async def test_a_database_that_does_not_answer_holds_up_neither_the_server_nor_its_screens(
    serve: Serve, database: str, cluster: Cluster
) -> None:
    """Its processes stand still: pages are served and keys are answered at once, and when it goes on all is saved. A guess waits, which must count at every server first."""
    async with serve(data=database_for_server(database)) as served, served.logged_in(IMABARI) as visitor, visitor.tab() as line:
        await line.until("今治市")
        await line.keys("s")
        await line.until("mom-01")
        await line.keys("3")
        await line.until("保存済み")
        await line.until("mom-02")
        async with served.visitor() as another:
            with cluster.frozen():
                async with asyncio.timeout(2):
                    await line.keys("2")
                    await line.until("mom-03")
                async with asyncio.timeout(1):
                    assert (await another.get("/login")).status == 200
                guess = asyncio.create_task(another.log_in(IMABARI, "a guess"))
                async with asyncio.timeout(1):
                    assert (await visitor.get("/")).status == 200
                    assert (await visitor.get("/healthz")).status == 200
                assert not guess.done()
            assert (await guess).status == 401
        await until(lambda: _answers(database) == {"mom-01": 3, "mom-02": 2})


async def test_whoever_logs_out_has_nothing_of_the_database_within_two_seconds(serve: Serve, database: str, cluster: Cluster) -> None:
    """Also where the session's process does not end: its seat is over, and what it was lent is shut."""
    async with serve(data=database_for_server(database)) as served, served.logged_in(IMABARI) as visitor, visitor.tab() as line:
        await line.until("今治市")
        assert (seats_of(cluster), connections_of(cluster)) == (1, 1)
        [tab] = served.server.tabs.values()
        os.kill(tab.pid, signal.SIGSTOP)
        try:
            leaving = asyncio.create_task(visitor.post("/logout", {"csrf": await visitor.form("/password")}))
            await until(lambda: (seats_of(cluster), connections_of(cluster)) == (0, 0), 2)
        finally:
            os.kill(tab.pid, signal.SIGCONT)
        await leaving


def seats_of(cluster: Cluster) -> object:
    """How many seats go on."""
    return cluster.ask("SELECT count(*) FROM dxcheck.seats WHERE ended IS NULL", SHARED)[0][0]


def connections_of(cluster: Cluster) -> object:
    """How many connections sessions have."""
    return cluster.ask("SELECT count(*) FROM pg_stat_activity WHERE usename = 'dxcheck_app'")[0][0]


async def test_where_the_database_lets_no_session_in_dxcheck_alone_keeps_them_apart(serve: Serve, database: str, cluster: Cluster) -> None:
    """They work with the server's own login, which reads everything then; whoever starts the server is told."""
    cluster.ask("ALTER ROLE dxcheck_app NOLOGIN")
    try:
        async with serve(data=database_for_server(database)) as served, served.logged_in(IMABARI) as visitor, visitor.tab() as line:
            assert served.server.lending is not None
            assert not served.server.lending.keeps_apart
            await line.until("今治市")
    finally:
        cluster.ask("ALTER ROLE dxcheck_app LOGIN")


def test_a_session_is_told_of_what_it_may_read(cluster: Cluster) -> None:
    """The same as the engine would show it."""
    places = [{one} for one in ("382027", "382027/shared", "*/shared", "prefecture/shared", f"382027/asked/{ASK}", "dxcheck.json")]
    for place in places:
        names = ",".join(f"('{one}')" for one in [*NAMES, "dxcheck.json", "questionnaires/x.json"])
        found = cluster.ask(
            f"SELECT name FROM (VALUES {names}) there (name) WHERE dxcheck.places_of(name) && ARRAY['{min(place)}']", SHARED
        )
        assert {name for (name,) in found} == {one for one in [*NAMES, "dxcheck.json", "questionnaires/x.json"] if lies_in(one, place)}


def _answers(url: str) -> dict[str, int | None]:
    """What is saved of 今治市's draft, for whoever may read it."""
    drafts = DataFolder.open(open_database(url)).repository(CODES[IMABARI]).every_draft()
    return {item: entry.answer.choice for one in drafts for item, entry in one.entries.items()}


def test_a_database_that_lets_nobody_in_is_no_reason_to_do_without_its_walls(cluster: Cluster, database: str) -> None:
    """Only where it lets in the server and not its sessions does the server alone keep them apart."""
    assert lets_sessions_in(database)
    with pytest.raises(StoreError):
        lets_sessions_in(database.replace(str(cluster.folder), "/nowhere"))
    cluster.ask("ALTER ROLE dxcheck_app NOLOGIN")
    try:
        assert not lets_sessions_in(database)
    finally:
        cluster.ask("ALTER ROLE dxcheck_app LOGIN")
