"""What a session, or the server, was never meant to write: nothing hides a snapshot, nothing leads out of a folder, nothing stops a copy, nothing stops others."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path, PurePosixPath
from typing import Any, Final

import msgspec
import psycopg
import pytest
from cli.test_database_commands import run
from postgresql import Cluster
from store.making import snapshot
from web.test_seats import ASK, IMABARI, MATSUYAMA, OTHER_ASK, PEOPLE, Room

from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.model.snapshot import Answer
from dxcheck.store import layout
from dxcheck.store.backup import belonging
from dxcheck.store.database.connecting import connect
from dxcheck.store.database.contents import names_in
from dxcheck.store.database.database_shelf import close_databases, open_database, open_shelf
from dxcheck.store.database.migrations import WEB
from dxcheck.store.database.rows import KEPT
from dxcheck.store.database.seats import Seats
from dxcheck.store.database.shapes_step import DOCUMENT_SHAPE, KEPT_SHAPE
from dxcheck.store.database.transfer import back_up_database, move_out
from dxcheck.store.folder import DataFolder
from dxcheck.store.shelf import InDatabase
from dxcheck.workspace import Workspace

DOCUMENT: Final = f"{IMABARI}/shared/{IMABARI}.json"
DRAFT: Final = f"{IMABARI}/staff/{IMABARI}.draft.json"
FAKE: Final = """(SELECT replace(body::text, '企画課', 'nisemono') FROM dxcheck.kept WHERE number = '1')::json"""
OTHER: Final = FAKE.replace("'企画課', 'nisemono'", "'\"seq\":1', '\"seq\":3'").replace("body::text", "replace(body::text, '-a', '-x')")
ROW: Final = "(document, tbl, key, number, place, body)"
STATEMENTS: Final = {
    "a record among snapshots": f"INSERT INTO dxcheck.records {ROW} SELECT '{DOCUMENT}', 'snapshots', 'x', '1', 99, {FAKE}",
    "a number written otherwise": f"INSERT INTO dxcheck.kept {ROW} SELECT '{DOCUMENT}', 'snapshots', '{IMABARI}-x', '01', 99, {OTHER}",
    "a number that is more": f"INSERT INTO dxcheck.kept {ROW} SELECT '{DOCUMENT}', 'snapshots', '{IMABARI}-x', '7\":{{}},\"1', 99, {OTHER}",
    "another's id": f"INSERT INTO dxcheck.kept {ROW} SELECT '{DOCUMENT}', 'snapshots', '{IMABARI}-x', '9', 99, replace(({OTHER})::text, '-x', '-a')::json",
    "a table of what never changes": f"INSERT INTO dxcheck.kept {ROW} VALUES ('{DOCUMENT}', 'visits', '1', '1', 0, '{{}}')",
    "a number moved": f"SELECT dxcheck.place_kept('{DOCUMENT}', ARRAY['snapshots'], ARRAY['{IMABARI}-a'], ARRAY['7\":{{}},\"1'], ARRAY[0])",
    "a number of a record": f"UPDATE dxcheck.records SET number = '1\":{{}},\"2' WHERE document = '{DRAFT}'",
    "a level written otherwise": f"""SELECT dxcheck.go_on_after('{DOCUMENT}', ARRAY['382019'], array_agg(key), array_agg(number), array_agg(place),
      array_agg(replace(replace(body::text, '"choice":1', '"choice":1.0'), '"seq":', '"seq":1'))) FROM dxcheck.kept WHERE document = '{DOCUMENT}'""",
    "an envelope that is more": f"UPDATE dxcheck.documents SET version = version + 1, envelope = '{{}},\"x\":{{}}' WHERE name = '{DRAFT}'",
    "an envelope that is nothing": f"UPDATE dxcheck.documents SET version = version + 1, envelope = 'x' WHERE name = '{DRAFT}'",
    "a version that is the last": f"UPDATE dxcheck.documents SET version = 9223372036854775807 WHERE name = '{DOCUMENT}'",
    "a document at its last version": f"INSERT INTO dxcheck.documents (name, envelope, tables, version) VALUES ('{IMABARI}/asked/{'d' * 16}/{IMABARI}.ask-{'d' * 16}.json', '{{}}', '{{}}', 9223372036854775807)",
    "a document that is none": f"INSERT INTO dxcheck.documents (name, envelope, tables) VALUES ('{IMABARI}/shared/../../x.json', '{{}}', '{{}}')",
    "a file that leads out": f"INSERT INTO dxcheck.files (name, content) VALUES ('{IMABARI}/shared/../../../../out', 'x')",
    "a copy that leads out": f"INSERT INTO dxcheck.files (name, content) VALUES ('{IMABARI}/shared/../../../../{IMABARI}.json.0a1b2c3d.altered', 'x')",
    "a file under a document's name": f"INSERT INTO dxcheck.files (name, content) VALUES ('{DOCUMENT}', 'x')",
    "a file with a long name": f"INSERT INTO dxcheck.files (name, content) VALUES ('{IMABARI}/shared/' || repeat('x', 999), 'x')",
    "a line before its time": """INSERT INTO dxcheck.logs (name, content, line) OVERRIDING SYSTEM VALUE VALUES ('audit.log', '{"event":"submit"}\n', 2)""",
    "erasing": f"SELECT dxcheck.erase_copy('{DOCUMENT}.0a1b2c3d.altered', NULL, NULL)",
}  # fmt: skip


@pytest.fixture
def room(cluster: Cluster) -> Room:
    """今治市 has two snapshots and a draft, and nothing is made up."""
    url = cluster.ready()
    made = Room.__new__(Room)
    made.url, made.workspace, made.seats = url, Workspace.open(open_database(url)), Seats(url)
    for name, (role, of) in PEOPLE.items():
        if not name.startswith("link/"):
            made.workspace.folder.accounts("ehime").add(
                Account(name, role, of.get("municipality", ""), "!", calendar.now(), municipalities=of.get("municipalities", ()))
            )
    repository = made.workspace.folder.repository(IMABARI)
    for seq, letter in enumerate("ab", 1):
        one = msgspec.structs.replace(snapshot(seq), municipality=IMABARI, id=f"{IMABARI}-{letter}")
        repository.add_snapshot(lambda _there, one=one: one)  # type: ignore[misc]
    from store.making import draft

    repository.change_draft("small", lambda _none: msgspec.structs.replace(draft(gov_01=2), municipality=IMABARI))
    return made


class Server:
    """Keeps texts for a session, as by an errand."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def keep_text(self, questionnaire: str, version: str, _hash: str) -> None:
        """As the server does."""
        known = self._workspace.library.version(questionnaire, version)
        assert known is not None
        self._workspace.folder.keep_questionnaire(known)

    def municipalities(self) -> None:
        """Not asked for here."""


def workspace_of(room: Room, name: str) -> Workspace:
    """What somebody's session has."""
    made = Workspace.open(open_database(room.url, seat=room.token(name)))
    made.folder.leave_to(Server(room.workspace))  # type: ignore[arg-type]
    return made


def refused(login: psycopg.Connection[Any], statement: str) -> bool:
    """Whether the engine does nothing of it."""
    with contextlib.closing(login):
        try:
            return login.execute(statement.encode()).rowcount == 0
        except psycopg.Error:
            return True


def documents(folder: Path) -> dict[str, bytes]:
    """All that was moved out."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in belonging(folder)}


def test_whoever_sits_before_a_screen_writes_nothing_that_dxcheck_would_not(room: Room, tmp_path: Path) -> None:
    """Neither the municipality itself nor the centre; afterwards everything reads as before, is copied, and goes on."""
    move_out(room.url, tmp_path / "a" / "before")
    for title, statement in STATEMENTS.items():
        for person in ("imabari-kikaku", "centre-1"):
            assert refused(room.app(room.token(person)), statement), (title, person)
    close_databases()
    move_out(room.url, tmp_path / "a" / "after")
    assert documents(tmp_path / "a" / "after") == documents(tmp_path / "a" / "before")
    assert [one.name for one in tmp_path.rglob("*") if "out" in one.name] == []
    back_up_database(room.url, tmp_path / "copy.zip", calendar.now())
    repository = DataFolder.open(open_database(room.url)).repository(IMABARI)
    assert [(one.id[-2:], one.seq, one.answered_by) for one in repository.every_snapshot()] == [("-a", 1, "企画課"), ("-b", 2, "企画課")]
    repository.add_snapshot(
        lambda there: msgspec.structs.replace(snapshot(len(there) + 1, snapshot_id=f"{IMABARI}-c"), municipality=IMABARI)
    )
    assert repository.change_draft("small", lambda there: there) is not None
    close_databases()


def test_nothing_is_put_before_what_the_policies_call(room: Room, cluster: Cluster) -> None:
    """Seen where everybody may make functions, as before PostgreSQL 15: one's own `split_part` said of everything that it was one's own."""
    name = psycopg.conninfo.conninfo_to_dict(room.url)["dbname"]
    cluster.ask("GRANT CREATE ON SCHEMA public TO PUBLIC; GRANT USAGE ON LANGUAGE sql TO PUBLIC", name)
    foreign = room.workspace.folder.repository(MATSUYAMA)
    foreign.add_snapshot(lambda _none: snapshot(1))
    with contextlib.closing(room.app(room.token("imabari-kikaku"))) as app:
        for made in (
            f"FUNCTION public.split_part(text, text, integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT CASE $3 WHEN 1 THEN '{IMABARI}' ELSE 'shared' END $$",
            f"FUNCTION public.joined(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '{IMABARI}/shared' $$",
            "OPERATOR public.|| (LEFTARG = text, RIGHTARG = text, FUNCTION = public.joined)",
        ):
            app.execute(f"CREATE {made}".encode())
        app.execute("SET search_path = public, pg_catalog")
        assert app.execute("SELECT DISTINCT document FROM dxcheck.kept").fetchall() == [(DOCUMENT,)]
    close_databases()


def test_the_server_writes_nothing_that_leads_out_either(room: Room) -> None:
    """It keeps texts, changes accounts, and adds lines to the logs."""
    for statement in (
        "INSERT INTO dxcheck.texts (name, content) VALUES ('questionnaires/../../out.json', 'x')",
        "INSERT INTO dxcheck.texts (name, content) VALUES ('questionnaires/x', 'x')",
        "INSERT INTO dxcheck.documents (name, envelope, tables) VALUES ('questionnaires/x.json', '{}', '{}')",
        "INSERT INTO dxcheck.documents (name, envelope, tables) VALUES ('dxcheck.json', '{}', '{}')",
        "INSERT INTO dxcheck.logs (name, content, line) OVERRIDING SYSTEM VALUE VALUES ('audit.log', 'x', 2)",
        "UPDATE dxcheck.files SET version = 9223372036854775807 WHERE name = 'dxcheck.json'",
        "UPDATE dxcheck.documents SET version = version + 1, envelope = 'x' WHERE name = 'prefecture/centre/accounts.json'",
    ):
        assert refused(connect(psycopg.conninfo.make_conninfo(room.url, user=WEB), WEB), statement), statement
    close_databases()


def test_an_ask_that_cannot_be_read_hides_no_other(room: Room) -> None:
    """Seen: an envelope that is no JSON, or brackets deeper than the engine reads, and the server saw no ask of the municipality any more."""
    town = room.workspace.roster.by_code(IMABARI)
    assert town is not None
    (whole,) = (
        workspace_of(room, "imabari-kikaku")
        .staff_desk(town, post="企画課")
        .ask(["gov-01"], ["総務課"], calendar.today() + dt.timedelta(days=9))
    )
    with psycopg.connect(room.url, autocommit=True) as owner:
        for ask, envelope, original in ((ASK, "x", None), (OTHER_ASK, "{}", None), ("c" * 16, "", b"[" * 200_000)):
            owner.execute(
                "INSERT INTO dxcheck.documents (name, envelope, tables, original) VALUES (%s, %s, '{asks}', %s)",
                (f"{IMABARI}/asked/{ask}/{IMABARI}.ask-{ask}.json", envelope, original),
            )
    shelf = open_shelf(room.url, WEB)
    rows = shelf.ask_heads(InDatabase(shelf), [IMABARI], "")
    assert {(one[1], one[2] is None) for one in rows or ()} == {(ASK, True), (OTHER_ASK, False), ("c" * 16, True), (whole.id, False)}
    assert Workspace.open(InDatabase(shelf)).asked_of(town, "総務課") == [whole.id]
    close_databases()


def test_what_lies_there_from_before_goes_into_no_copy(room: Room, cluster: Cluster, tmp_path: Path) -> None:
    """Whoever put it there: what leads out of a folder, or has the name of something else, is left where it is, and named."""
    name = psycopg.conninfo.conninfo_to_dict(room.url)["dbname"]
    for one in (f"{IMABARI}/shared/../../../out", DOCUMENT, "a\\b", "audit.log", "questionnaires/x.json"):
        cluster.ask(f"INSERT INTO dxcheck.files (name, content) VALUES ('{one}', 'x')", name)
    move_out(room.url, tmp_path / "a" / "b")
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "a" / "out").exists()
    back_up_database(room.url, tmp_path / "copy.zip", calendar.now())
    for told in (
        run("--data", room.url, "backup", str(tmp_path / "told.zip")),
        run("move", room.url, str(tmp_path / "told")),
        run("--data", room.url, "doctor"),
    ):
        assert ("a\\b" in told.output, "Traceback" in told.output) == (True, False), told.output
    with open_shelf(room.url).at_one_moment(InDatabase(open_shelf(room.url))) as connection:
        every = names_in(connection)
    assert len(every) == len(set(every))
    close_databases()


def test_every_document_there_is_has_the_shape_of_one(cluster: Cluster) -> None:
    """By the names that files have, and by the tables that never change: a new one needs a step of its own."""
    names = {
        **{kind: str(layout.of_municipality(PurePosixPath(), IMABARI, kind)) for kind in layout.SUFFIXES},
        "ask": str(layout.of_ask(PurePosixPath(), IMABARI, ASK)),
        **{one.removesuffix(".json").removeprefix("benchmarks."): str(layout.place(PurePosixPath(), one)) for one in layout.OF_PREFECTURE},
    }
    with psycopg.connect(cluster.url("ready")) as owner:
        for name in names.values():
            assert owner.execute("SELECT %s ~ %s", (name, f"{DOCUMENT_SHAPE}$")).fetchone() == (True,), name
        for kind, table in {(kind, table) for kind in names for _kind, table in KEPT} | KEPT:
            (is_kept,) = (
                owner.execute(f"SELECT {KEPT_SHAPE} FROM (VALUES (%s, %s)) given (document, tbl)".encode(), (names[kind], table)).fetchone()
                or ()
            )
            assert is_kept == ((kind, table) in KEPT), (kind, table)


def test_all_that_desks_write_goes_through_with_a_seat(room: Room, cluster: Cluster) -> None:
    """Answers, a submission, an ask, what somebody edited past dxcheck, a visit, a term, an account: each with no more than its own seat."""
    town = room.workspace.roster.by_code(IMABARI)
    assert town is not None
    today = calendar.today()
    staff = workspace_of(room, "imabari-kikaku").staff_desk(town, post="企画課")
    cycles = workspace_of(room, "centre-1").centre_desk().cycles
    assert cycles.open(today + dt.timedelta(days=30), "", calendar.Cycle.of(today)).closes_on
    (ask,) = staff.ask(["gov-01"], ["総務課"], today + dt.timedelta(days=9))
    staff.submit_answers({"gov-01": Answer(choice=2)}, "企画課", "課長")
    name = psycopg.conninfo.conninfo_to_dict(room.url)["dbname"]
    cluster.ask("UPDATE dxcheck.records SET body = replace(body::text, '総務課', '総務部')::json WHERE tbl = 'asks'", str(name))
    staff.set_mail(ask.id, "soumu@example.jp")
    workspace_of(room, "senmonkan").specialist_desk("senmonkan", (IMABARI,), ()).case(town).plan(today)
    assert cluster.ask("SELECT count(*) FROM dxcheck.files WHERE name LIKE '%.altered'", str(name)) == [(1,)]
    close_databases()
