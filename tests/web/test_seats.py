"""Access in the engine: what a seat lets its holder read and change is what the desk is granted, whatever is tried."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, cast

import msgspec
import psycopg
import pytest
from postgresql import Cluster
from store.making import snapshot

from dxcheck.model import calendar
from dxcheck.model.account import Account, Role
from dxcheck.model.link import Link
from dxcheck.store.database import words
from dxcheck.store.database.connecting import connect
from dxcheck.store.database.database_shelf import close_databases, open_database
from dxcheck.store.database.migrations import APP
from dxcheck.store.database.seats import Holder, Seats
from dxcheck.store.granted import Granted
from dxcheck.web.clerk import ACTS
from dxcheck.web.identity import Start
from dxcheck.web.reach import granted
from dxcheck.workspace import Workspace

IMABARI, MATSUYAMA = "382027", "382019"
ASK, OTHER_ASK = "a" * 16, "b" * 16
LINK = "0123456789abcdef" * 4
LATER = dt.timedelta(hours=12)
PEOPLE: dict[str, tuple[Role, dict[str, Any]]] = {
    "imabari-kikaku": ("staff", {"municipality": IMABARI}),
    "imabari-soumu": ("section", {"municipality": IMABARI, "asks": (ASK,)}),
    f"link/{LINK[:8]}": ("section", {"municipality": IMABARI, "asks": (ASK,)}),
    "senmonkan": ("specialist", {"municipalities": (IMABARI,)}),
    "nobody-yet": ("specialist", {}),
    "centre-1": ("centre", {}),
}
NAMES = [
    *(
        f"{code}/{rest}"
        for code in (IMABARI, MATSUYAMA, "389999")
        for rest in (
            f"staff/{code}.draft.json",
            f"shared/{code}.json",
            f"internal/{code}.internal.json",
            f"asked/{ASK}/{code}.ask-{ASK}.json",
            f"asked/{OTHER_ASK}/{code}.ask-{OTHER_ASK}.json",
        )
    ),
    "prefecture/shared/benchmarks.json",
    "prefecture/shared/schedule.json",
    "prefecture/centre/benchmarks.ledger.json",
    "prefecture/centre/accounts.json",
    "prefecture/server/factors.json",
    "prefecture/server/links.json",
]


OWN_ROWS = {"prefecture/centre/accounts.json", "prefecture/server/links.json"}
"""Whose rows are those of real accounts and links."""


def filled(url: str) -> Workspace:
    """Something under each name, and everybody's account."""
    workspace = Workspace.open(open_database(url))
    now = calendar.now()
    for name, (role, of) in PEOPLE.items():
        if not name.startswith("link/"):
            workspace.folder.accounts("ehime").add(
                Account(name, role, of.get("municipality", ""), "!", now, municipalities=of.get("municipalities", ()))
            )
    link = Link(hash=LINK, municipality=IMABARI, ask=ASK, post="総務課", until=now.date() + LATER, made_at=now, by="imabari-kikaku")
    workspace.folder.links("ehime").add(link)
    with psycopg.connect(url, autocommit=True) as owner:
        for name in NAMES:
            owner.execute("INSERT INTO dxcheck.documents (name, envelope, tables) VALUES (%s, '{}', '{}') ON CONFLICT DO NOTHING", (name,))
            if name in OWN_ROWS:
                continue
            owner.execute(
                "INSERT INTO dxcheck.records (document, tbl, key, number, place, body) VALUES (%s, 'drafts', 'x', '1', 0, '{}')", (name,)
            )
            owner.execute(
                "INSERT INTO dxcheck.kept (document, tbl, key, number, place, body) VALUES (%s, 'snapshots', 'x', '1', 0, '{\"seq\":1}')",
                (name,),
            )
    return workspace


def start_of(name: str, url: str) -> Start:
    """As the server would begin a session for somebody."""
    role, of = PEOPLE[name]
    fields: dict[str, Any] = {"municipality": "", "municipalities": (), "asks": (), **of}
    return Start(
        account=name, address="203.0.113.7", role=role, fields=(), data=url, roster="", questionnaire="", language="ja", theme="light", width=80, height=24, **fields
    )  # fmt: skip


class Room:
    """A database with something in it, and seats for everybody."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.workspace = filled(url)
        self.seats = Seats(url)

    def token(self, name: str) -> str:
        """A new seat."""
        start = start_of(name, self.url)
        holder = Holder(name, start.address, start.role)
        return self.seats.issue(holder, granted(start, self.workspace), ACTS[start.role], calendar.now() + LATER)

    def app(self, token: str = "") -> psycopg.Connection[Any]:
        """What a session's process has: a login of its own, with the seat shown, or with none."""
        return connect(psycopg.conninfo.make_conninfo(self.url), APP, token)


@pytest.fixture(scope="module")
def room(cluster: Cluster) -> Iterator[Room]:
    """One for all tests that leave nothing behind."""
    yield Room(cluster.ready())
    close_databases()


def lies_in(name: str, places: list[Granted]) -> bool:
    """Whether a name is one of the places or below one, as in a folder."""
    return any(fnmatchcase(name, one.place) or fnmatchcase(name, f"{one.place}/*") for one in places)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_seat_reads_and_changes_what_its_desk_is_granted_and_nothing_else(room: Room, name: str) -> None:
    """As the kernel's rules over files, which are made from the same places."""
    places = granted(start_of(name, room.url), room.workspace)
    changed = [one for one in places if one.may_change]
    with room.app(room.token(name)) as app:
        for table, column in (("documents", "name"), ("records", "document"), ("kept", "document")):
            seen = {one for (one,) in app.execute(f"SELECT {column} FROM {table}").fetchall()}  # type: ignore[arg-type]
            assert seen == {one for one in NAMES if lies_in(one, places)} - (OWN_ROWS if table == "kept" else set())
        for one in NAMES:
            with app.transaction(force_rollback=True):
                done = app.execute("UPDATE documents SET envelope = '{}', version = version + 1 WHERE name = %s", (one,)).rowcount
                assert done == lies_in(one, changed), one
                done = app.execute("UPDATE records SET body = '{}' WHERE document = %s", (one,)).rowcount
                assert bool(done) == lies_in(one, changed), one
            try:
                with app.transaction(force_rollback=True):
                    app.execute("SELECT drop_record(%s, 'drafts', 'x')", (one,))
                    app.execute(
                        "INSERT INTO records (document, tbl, key, number, place, body) VALUES (%s, 'drafts', 'y', '2', 1, '{}')", (one,)
                    )
            except psycopg.errors.InsufficientPrivilege:
                assert not lies_in(one, changed), one
            else:
                assert lies_in(one, changed), one


def test_the_lists_are_what_people_are_told(room: Room) -> None:
    """A section has its one ask, the centre no answers to change, a specialist no draft: said once more, without `granted`."""
    seen = {}
    for name in PEOPLE:
        with room.app(room.token(name)) as app:
            seen[name] = {re.sub(r"/[^/]*$", "", str(one)) for (one,) in app.execute("SELECT name FROM documents").fetchall()}
    own = {f"{IMABARI}/{one}" for one in ("staff", "shared", f"asked/{ASK}", f"asked/{OTHER_ASK}")}
    assert seen["imabari-kikaku"] == own | {"prefecture/shared"}
    assert seen["imabari-soumu"] == seen[f"link/{LINK[:8]}"] == {f"{IMABARI}/asked/{ASK}", "prefecture/shared"}
    assert seen["senmonkan"] == {f"{IMABARI}/shared", f"{IMABARI}/internal", "prefecture/shared"}
    assert seen["nobody-yet"] == {"prefecture/shared"}
    assert seen["centre-1"] == {
        *(f"{code}/{one}" for code in (IMABARI, MATSUYAMA, "389999") for one in ("staff", "shared", "internal")), "prefecture/shared", "prefecture/centre",
    }  # fmt: skip


def test_without_a_seat_or_with_a_made_up_one_there_is_nothing(room: Room) -> None:
    """No row, and no word on what is there."""
    with room.app() as app:
        for table in ("documents", "records", "kept", "texts", "files", "removed"):
            assert app.execute(f"SELECT * FROM {table}").fetchall() == []  # type: ignore[arg-type]
    with pytest.raises(words.SeatOverError):
        room.app("made-up")


def test_a_seat_that_ended_has_nothing_from_its_next_statement_on(room: Room) -> None:
    """Also on a connection that is open, and in the middle of a transaction."""
    token = room.token("imabari-kikaku")
    with room.app(token) as app, app.transaction(force_rollback=True):
        assert app.execute("SELECT name FROM documents").fetchall()
        room.seats.end(token)
        with pytest.raises(psycopg.Error) as refused:
            app.execute("SELECT name FROM documents")
        assert refused.value.sqlstate == words.SEAT_OVER
    with pytest.raises(words.SeatOverError):
        room.app(token)


def test_a_seat_ends_after_its_time(room: Room) -> None:
    """By the engine's clock; an hour passes at once."""
    start = start_of("imabari-kikaku", room.url)
    holder = Holder(start.account, "", start.role)
    token = room.seats.issue(holder, granted(start, room.workspace), ACTS["staff"], dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    with room.app(token) as app:
        assert app.execute("SELECT name FROM documents").fetchall()
        with psycopg.connect(room.url, autocommit=True) as owner:
            owner.execute("UPDATE dxcheck.seats SET ends = ends - interval '1 hour' WHERE account = %s", (start.account,))
        with pytest.raises(psycopg.Error):
            app.execute("SELECT name FROM documents")


@pytest.mark.parametrize(
    "another",
    [{"disabled": True}, {"municipalities": (MATSUYAMA,)}, {"role": "centre"}],
    ids=["stopped", "given another municipality", "another role"],
)
def test_an_account_that_is_another_by_now_loses_its_seats_at_once(cluster: Cluster, another: dict[str, Any]) -> None:
    """Whoever changed it, on whichever node; somebody else's seats stay."""
    room = Room(cluster.ready())
    with room.app(room.token("senmonkan")) as app, room.app(room.token("imabari-kikaku")) as other:
        room.workspace.folder.accounts("ehime").change("centre-1", lambda there: msgspec.structs.replace(there, fields=("AI",)))
        assert app.execute("SELECT name FROM documents").fetchall()
        room.workspace.folder.accounts("ehime").change("senmonkan", lambda there: msgspec.structs.replace(there, **another))
        with pytest.raises(psycopg.Error):
            app.execute("SELECT name FROM documents")
        assert other.execute("SELECT name FROM documents").fetchall()
    close_databases()


def test_a_link_that_was_ended_takes_its_seats_along(cluster: Cluster) -> None:
    """As an account that was stopped."""
    room = Room(cluster.ready())
    with room.app(room.token(f"link/{LINK[:8]}")) as app:
        assert app.execute("SELECT name FROM documents").fetchall()
        room.workspace.folder.links("ehime").end(ASK, calendar.now())
        with pytest.raises(psycopg.Error):
            app.execute("SELECT name FROM documents")
    close_databases()


def test_nobody_is_given_a_seat_in_a_role_that_their_account_has_not(room: Room) -> None:
    """Nor one that reaches further than the role ever does."""
    everything = [Granted("*/staff", may_change=True)]
    for holder, places in (
        (Holder("imabari-kikaku", "", "centre"), []),
        (Holder("who-is-that", "", "staff"), []),
        (Holder("imabari-kikaku", "", "staff"), everything),
        (Holder("senmonkan", "", "specialist"), [Granted("prefecture/centre", may_change=False)]),
    ):
        with pytest.raises(words.DatabaseError):
            room.seats.issue(holder, places, (), calendar.now() + LATER)


def test_a_session_hides_no_snapshot_behind_another(cluster: Cluster) -> None:
    """Of two with one number readers would see one: whatever a session that was taken over writes at its own municipality, both stay to be read."""
    room = Room(cluster.ready())
    own = f"{IMABARI}/shared/{IMABARI}.json"
    with psycopg.connect(room.url, autocommit=True) as owner:
        owner.execute(
            "SET session_replication_role = replica; DELETE FROM dxcheck.kept; DELETE FROM dxcheck.records WHERE tbl = 'drafts'; DELETE FROM dxcheck.documents WHERE name LIKE '3%'"
        )
    repository = room.workspace.folder.repository(IMABARI)
    for seq in (1, 2):
        repository.add_snapshot(lambda _there, seq=seq: snapshot(seq, snapshot_id=f"s-{seq}"))
    body = """'{"seq":9}'"""
    for statement in (
        f"INSERT INTO kept (document, tbl, key, number, place, body) VALUES ('{own}', 'snapshots', 'new', '1', 9, {body})",
        f"SELECT place_kept('{own}', ARRAY['snapshots'], ARRAY['s-1'], ARRAY['2'], ARRAY[1])",
        f"SELECT place_kept('{own}', ARRAY['snapshots', 'snapshots'], ARRAY['s-1', 's-2'], ARRAY['7', '7'], ARRAY[1, 1])",
        f"UPDATE kept SET number = '2' WHERE document = '{own}'",
        f"SELECT place_kept('{MATSUYAMA}/shared/{MATSUYAMA}.json', ARRAY['snapshots'], ARRAY['x'], ARRAY['7'], ARRAY[1])",
        f"SET CONSTRAINTS ALL DEFERRED; INSERT INTO kept (document, tbl, key, number, place, body) VALUES ('{own}', 'snapshots', 'new', '1', 9, {body})",
    ):
        with room.app(room.token("imabari-kikaku")) as app, pytest.raises(psycopg.Error):
            app.execute(statement.encode())
    with room.app(room.token("imabari-kikaku")) as app:
        app.execute("SELECT place_kept(%s, ARRAY['snapshots', 'snapshots'], ARRAY['s-1', 's-2'], ARRAY['2', '1'], ARRAY[1, 0])", (own,))
    assert [one.id for one in repository.every_snapshot()] == ["s-1", "s-2"]
    close_databases()


def test_what_a_session_writes_into_the_log_is_under_its_own_name(room: Room) -> None:
    """Whatever it says about account and address, and only what its role does."""
    with room.app(room.token("imabari-kikaku")) as app:
        line = {
            "at": "2000-01-01T00:00:00+09:00",
            "event": next(iter(ACTS["staff"])),
            "account": "centre-1",
            "address": "192.0.2.1",
            "detail": "x",
        }
        app.execute("INSERT INTO logs (name, content) VALUES ('audit.log', %s)", (msgspec.json.encode(line) + b"\n",))
        for wrong in ({**line, "event": "login"}, {**line, "event": next(iter(ACTS["centre"] - ACTS["staff"]))}):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("INSERT INTO logs (name, content) VALUES ('audit.log', %s)", (msgspec.json.encode(wrong) + b"\n",))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("SELECT * FROM logs")
    with psycopg.connect(room.url) as owner:
        (content,) = cast("tuple[bytes]", owner.execute("SELECT content FROM dxcheck.logs ORDER BY line DESC LIMIT 1").fetchone())
    kept = msgspec.json.decode(content)
    assert (kept["account"], kept["address"]) == ("imabari-kikaku", "203.0.113.7")
    assert kept["at"] > "2026"
