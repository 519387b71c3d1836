"""The web server's own rights in the engine: what it needs for a day's work, and no answer, snapshot or note, whatever is tried with its connection."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec
import psycopg
import pytest
from access_world import SECTION_POST
from postgresql import SHARED, Cluster
from psycopg.conninfo import make_conninfo
from web.serving import CODES, IMABARI, MATSUYAMA
from web.test_seats_hostile import TABLES, everything, tried

from dxcheck.casework.asking import Ask, Turn
from dxcheck.doctor.findings import Mark, database_findings
from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.store import errors
from dxcheck.store.ask_heads import AskHeads
from dxcheck.store.asking import AskRepository
from dxcheck.store.database import server_role
from dxcheck.store.database.connecting import connect, conninfo_of
from dxcheck.store.database.database_shelf import close_databases, open_database, open_shelf
from dxcheck.store.database.migrations import WEB, WORKER
from dxcheck.store.database.schema import init
from dxcheck.store.database.words import DatabaseError
from dxcheck.store.folder import DataFolder
from dxcheck.store.marker import MARKER_SCHEMA
from dxcheck.store.opening import database_at, database_for_server
from dxcheck.store.shelf import InDatabase
from dxcheck.workspace import Workspace

SECRET = "himitsu"
ALONE = "server_alone"
"""A login that is a member of the server's role and of no other."""
CODE = CODES[IMABARI]
ASK = "a" * 16
FILED = {
    "records": (
        f"{CODE}/staff/{CODE}.draft.json",
        f"{CODE}/shared/{CODE}.json",
        f"{CODE}/internal/{CODE}.internal.json",
        f"{CODE}/asked/{ASK}/{CODE}.ask-{ASK}.json",
        "prefecture/shared/schedule.json",
        "prefecture/centre/benchmarks.ledger.json",
        "prefecture/centre/finders.json",
        "prefecture/server/reminders.json",
    ),
    "kept": (f"{CODE}/shared/{CODE}.json", "prefecture/shared/benchmarks.json", "prefecture/centre/benchmarks.key.json"),
}
"""Where the secret is: in drafts, snapshots, notes, asks with their answers, and whatever else the server does not need."""
STATEMENTS = {
    "all rows": "SELECT * FROM dxcheck.{table}",
    "all rows, as text": "SELECT t::text FROM dxcheck.{table} t",
    "one column": "SELECT body::text FROM dxcheck.records",
    "one document": "SELECT envelope, original FROM dxcheck.documents WHERE name = '{name}'",
    "its rows": "SELECT body::text FROM dxcheck.records WHERE document = '{name}'",
    "its snapshots": "SELECT body::text FROM dxcheck.kept WHERE document = '{name}'",
    "a copy out": "COPY (SELECT * FROM dxcheck.records) TO STDOUT",
    "a copy of a table": "COPY dxcheck.kept TO STDOUT",
    "another role": "SET ROLE dxcheck_worker; SELECT body::text FROM dxcheck.records",
    "the owner": "SET ROLE owner; SELECT body::text FROM dxcheck.records",
    "what it was before": "RESET ROLE; SELECT body::text FROM dxcheck.records",
    "another login": "SET SESSION AUTHORIZATION owner; SELECT body::text FROM dxcheck.records",
    "no row-level security": "SET row_security = off; SELECT body::text FROM dxcheck.records",
    "records without a policy": "SELECT dxcheck.records_now('{name}', 'drafts')",
    "the head of anything": "SELECT dxcheck.head_of_ask(body::jsonb) FROM dxcheck.records",
    "heads of asks": "SELECT * FROM dxcheck.ask_heads(ARRAY['{code}'], '')",
    "a head of one ask": "SELECT * FROM dxcheck.ask_heads(ARRAY['{code}'], '{ask}')",
    "heads of what is no ask": "SELECT * FROM dxcheck.ask_heads(ARRAY['{code}/staff', '%', ''], '')",
    "what changed": "SELECT * FROM dxcheck.stamps_since('0'), dxcheck.removed_since('0')",
    "an error that tells": "SELECT 1 / (CASE WHEN body::text LIKE '%imits%' THEN 0 ELSE 1 END) FROM dxcheck.records",
    "the plan": "EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM dxcheck.records WHERE body::text LIKE '%imits%'",
    "what was counted": "SELECT most_common_vals::text FROM pg_stats WHERE schemaname = 'dxcheck'",
    "a row changed": "UPDATE dxcheck.records SET body = '{{}}' WHERE document = '{name}' RETURNING body::text",
    "a row taken away": "SELECT dxcheck.drop_record('{name}', 'drafts', 'secret')",
    "a document taken away": "SELECT dxcheck.drop_document('{name}')",
    "its own document taken away": "SELECT dxcheck.drop_document('prefecture/centre/accounts.json')",
    "a row more": "INSERT INTO dxcheck.records (document, tbl, key, number, place, body) VALUES ('{name}', 'drafts', 'new', '9', 9, '{{}}') RETURNING body::text",
    "a document more": "INSERT INTO dxcheck.documents (name, envelope, tables) VALUES ('{code}/shared/x.json', '{{}}', '{{}}')",
    "a snapshot more": "INSERT INTO dxcheck.kept (document, tbl, key, number, place, body) VALUES ('{name}', 'snapshots', 'new', '9', 9, '{{}}')",
    "a snapshot moved": "UPDATE dxcheck.kept SET number = '7'",
    "numbers that go on": "SELECT dxcheck.go_on_after('{name}', ARRAY['1'], ARRAY['x'], ARRAY['9'], ARRAY[0], ARRAY['{{\"seq\":9}}'])",
    "a questionnaire of its own": "INSERT INTO dxcheck.files (name, content) VALUES ('questionnaires/mine.toml', 'x')",
    "another disclosure rule": "UPDATE dxcheck.files SET content = 'x' WHERE name = 'disclosure.toml'",
    "a file of the centre": "INSERT INTO dxcheck.files (name, content) VALUES ('prefecture/centre/benchmarks.key.json.0123abcd.altered', 'x')",
    "the log": "SELECT * FROM dxcheck.logs",
    "another log": "INSERT INTO dxcheck.logs (name, content) VALUES ('audit-000001.log', 'x')",
    "the log changed": "UPDATE dxcheck.logs SET content = ''",
    "the tokens of seats": "SELECT * FROM dxcheck.seats",
    "a seat that is larger": "UPDATE dxcheck.seats SET reads = ARRAY['*/staff']",
    "what it may itself": "UPDATE dxcheck.standing SET reads = ARRAY['*/staff', '*/shared']",
    "more that it may": "INSERT INTO dxcheck.standing VALUES ('dxcheck_app', ARRAY['*/staff'], ARRAY['*/staff'])",
    "whose turn": "SELECT dxcheck.take_turn(20, '{name}')",
    "a lock on a document": "SELECT dxcheck.lock_document('{name}')",
    "a policy more": "CREATE POLICY mine ON dxcheck.records USING (true)",
    "no policies": "ALTER TABLE dxcheck.records DISABLE ROW LEVEL SECURITY",
    "a function in front of ours": "CREATE FUNCTION dxcheck.places_of(text) RETURNS text[] LANGUAGE sql AS $$ SELECT ARRAY['dxcheck.json'] $$",
    "a temporary function": "SET search_path = pg_temp; CREATE FUNCTION pg_temp.f() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$",
    "everything": "TRUNCATE dxcheck.records",
    "a file of the machine": "SELECT pg_read_file('/etc/passwd')",
    "a password": "SELECT rolpassword FROM pg_authid",
    "a role more": "GRANT dxcheck_worker TO dxcheck_web",
}


def alone(cluster: Cluster) -> None:
    """Make the login, where it is not there."""
    if not cluster.ask(f"SELECT 1 FROM pg_roles WHERE rolname = '{ALONE}'"):
        cluster.ask(f"CREATE ROLE {ALONE} LOGIN IN ROLE dxcheck_web")


@pytest.fixture(scope="module")
def filled(cluster: Cluster) -> Iterator[str]:
    """A database with the secret in it; an account, an ask and a text of a questionnaire are real."""
    url = cluster.ready()
    alone(cluster)
    folder = DataFolder.open(database_at(url))
    folder.accounts("ehime").add(Account(IMABARI, "staff", CODE, "!", calendar.now(), must_change=False))
    folder.keep_questionnaire(Workspace.open(database_at(url)).library.all()[0])
    with psycopg.connect(url, autocommit=True) as owner:
        for table, names in FILED.items():
            for name in names:
                owner.execute(
                    "INSERT INTO dxcheck.documents (name, envelope, tables) VALUES (%s, '{}', '{}') ON CONFLICT DO NOTHING", (name,)
                )
                tbl = "asks" if "/asked/" in name else "drafts" if table == "records" else "snapshots"
                body = f'{{"id":"{ASK}","reason":"{SECRET}","items":["{SECRET}"],"turns":[{{"kind":"handed","text":"{SECRET}"}}],"seq":1}}'
                owner.execute(
                    psycopg.sql.SQL(
                        "INSERT INTO dxcheck.{} (document, tbl, key, number, place, body) VALUES (%s, %s, 'secret', '5', 5, %s)"
                    ).format(psycopg.sql.Identifier(table)),
                    (name, tbl, body),
                )
        for name in (f"{CODE}/shared/x.altered", "prefecture/centre/benchmarks.key.json.01234567.altered"):
            owner.execute("INSERT INTO dxcheck.files (name, content) VALUES (%s, %s)", (name, SECRET.encode()))
        owner.execute("INSERT INTO dxcheck.files (name, content) VALUES ('disclosure.toml', '')")
        owner.execute("INSERT INTO dxcheck.logs (name, content) VALUES ('audit.log', %s)", (SECRET.encode(),))
        owner.execute("ANALYZE")
    yield url
    close_databases()


def server_at(url: str, login: str) -> psycopg.Connection[Any]:
    """A connection as the server makes it."""
    return connect(make_conninfo(conninfo_of(url), user=login), WEB)


@pytest.mark.parametrize("login", [WEB, ALONE])
def test_no_statement_of_the_server_shows_or_changes_an_answer(filled: str, login: str) -> None:
    """Each on a connection of its own."""
    wanted = [
        (title, statement.format(table=table, name=name, code=CODE, ask=ASK))
        for title, statement in STATEMENTS.items()
        for table in ((*TABLES, "logins", "form") if "{table}" in statement else ("",))
        for name in (dict.fromkeys(one for names in FILED.values() for one in names) if "{name}" in statement else ("",))
    ]
    with psycopg.connect(filled, autocommit=True) as owner:
        before = everything(owner)
        for title, statement in wanted:
            with contextlib.closing(server_at(filled, login)) as server:
                assert SECRET not in tried(server, statement), title
        assert everything(owner) == before
        assert SECRET in tried(owner, "SELECT body::text FROM dxcheck.kept")
    assert len(wanted) > 150


@pytest.mark.parametrize("login", [WEB, ALONE])
def test_the_server_sees_its_own_documents_and_no_other(filled: str, login: str) -> None:
    """By name; and of each table so many rows. The names of all are told where it asks what changed."""
    with contextlib.closing(server_at(filled, login)) as server:
        seen = {table: {one for (one,) in server.execute(f"SELECT DISTINCT {name} FROM {table}").fetchall()} for table, name in {  # type: ignore[arg-type]
            "documents": "name", "records": "document", "kept": "document", "files": "name", "texts": "split_part(name, '/', 1)",
        }.items()}  # fmt: skip
        told = {name for name, _version, _changed in server.execute("SELECT * FROM stamps_since('0')").fetchall()}
        for table in ("logs", "seats", "removed"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                server.execute(f"SELECT * FROM {table}")  # type: ignore[arg-type]
    accounts = {"prefecture/centre/accounts.json"}
    assert seen == {"documents": accounts, "records": accounts, "kept": set(), "files": {"dxcheck.json", "dxcheck.json.bak", "disclosure.toml"}, "texts": {"questionnaires"}}  # fmt: skip
    assert told >= {name for names in FILED.values() for name in names} | accounts


def test_a_session_asks_none_of_what_is_the_servers(filled: str) -> None:
    """Neither for the heads of asks, nor for what changed elsewhere, nor for turns."""
    functions = {"ask_heads", "stamps_since", "removed_since", "take_turn", "head_of_ask", "issue_seat", "end_seats_of", "records_now"}
    with psycopg.connect(filled) as owner:
        found = owner.execute(
            "SELECT proname, has_function_privilege('dxcheck_app', oid, 'EXECUTE') FROM pg_proc WHERE pronamespace = 'dxcheck'::regnamespace AND proname = ANY (%s)",
            ([*functions],),
        ).fetchall()
    assert dict(found) == dict.fromkeys(functions, False)


def test_what_somebody_changed_of_the_servers_documents_is_kept_aside_by_the_server_too(cluster: Cluster) -> None:
    """Accounts and the marker, as by whoever may do more."""
    url = cluster.ready()
    made = DataFolder.open(database_at(url)).accounts("ehime")
    made.add(Account(IMABARI, "staff", CODE, "!", calendar.now(), must_change=True))
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("""UPDATE dxcheck.records SET body = replace(body::text, '"!"', '"?"')::json""")
        marker = b'{"schema":%d,"home":"382019"}' % MARKER_SCHEMA
        owner.execute("UPDATE dxcheck.files SET content = %s WHERE name = 'dxcheck.json'", (marker,))
    server = DataFolder.open(open_database(url, WEB))
    server.accounts("ehime").change(IMABARI, lambda there: msgspec.structs.replace(there, must_change=False))
    server.set_questionnaire("another")
    [account] = made.all()
    assert (account.password, account.must_change) == ("?", False)
    with psycopg.connect(url, autocommit=True) as owner:
        aside = {str(name) for (name,) in owner.execute("SELECT name FROM dxcheck.files WHERE name LIKE '%.altered'").fetchall()}
    assert {one.rpartition("/")[0] for one in aside} == {"prefecture/centre", ""}
    assert (server.home, DataFolder.open(database_at(url)).questionnaire) == ("382019", "another")
    close_databases()


# -- as whom -------------------------------------------------------------------------------------------------------------


def test_the_server_works_without_answers_where_the_database_lets_it(cluster: Cluster, database: str) -> None:
    """By its own login, or by one that is a member of its role alone; and else as the command line, which is said."""
    alone(cluster)
    by_itself = cluster.url(SHARED, ALONE)
    assert (server_role.role_of_server(database), server_role.can_copy(database)) == (WEB, True)
    assert (server_role.role_of_server(by_itself), server_role.can_copy(by_itself)) == (WEB, False)
    for url in (database, by_itself):
        root = database_for_server(url)
        with open_shelf(url, WEB).reached() as info:
            assert info.user == (ALONE if url == by_itself else WEB)
        assert root.shelf is open_shelf(url, WEB)
    assert (Mark.GOOD, True) in _said(database, "回答を読めない役割")
    assert (Mark.GOOD, True) in _said(by_itself, "サーバー専用")
    cluster.ask("ALTER ROLE dxcheck_web NOLOGIN")
    try:
        assert server_role.role_of_server(database) == WORKER
        assert server_role.role_of_server(by_itself) == WEB
        assert (Mark.CARE, True) in _said(database, "すべての回答を読める役割")
        with pytest.raises(DatabaseError):
            open_shelf(f"{database}&application_name=another", WEB)  # the command line's login would have all of it by RESET ROLE
    finally:
        cluster.ask("ALTER ROLE dxcheck_web LOGIN")


def _said(url: str, words: str) -> set[tuple[Mark, bool]]:
    return {(one.mark, words in one.what) for one in database_findings(url, None)}


def test_a_login_for_the_server_alone_has_no_sessions_to_let_in_by_itself(cluster: Cluster, database: str) -> None:
    """Where theirs cannot log in, it is refused; the command line is refused in any case."""
    alone(cluster)
    by_itself = cluster.url(SHARED, ALONE)
    with pytest.raises(DatabaseError, match="dxcheck_worker"):
        database_at(by_itself)
    cluster.ask("ALTER ROLE dxcheck_app NOLOGIN")
    try:
        assert server_role.role_of_server(database) == WORKER
        with pytest.raises(DatabaseError, match="dxcheck_app"):
            database_for_server(by_itself)
        assert (Mark.PROBLEM, True) in _said(by_itself, "dxcheck_app")
    finally:
        cluster.ask("ALTER ROLE dxcheck_app LOGIN")


@pytest.mark.parametrize("login", ["dxcheck_app", "dxcheck_web"])
def test_a_login_of_sessions_that_may_read_everything_is_told_and_taken_back(cluster: Cluster, database: str, login: str) -> None:
    """Whoever added it to the role of commands took away what keeps sessions apart."""
    assert (Mark.PROBLEM, True) not in _said(database, login)
    cluster.ask(f"GRANT dxcheck_worker TO {login}")
    try:
        assert (Mark.PROBLEM, True) in _said(database, login)
        init(database)
        assert (Mark.PROBLEM, True) not in _said(database, login)
        assert cluster.ask(f"SELECT pg_has_role('{login}', 'dxcheck_worker', 'MEMBER')") == [(False,)]
    finally:
        cluster.ask(f"REVOKE dxcheck_worker FROM {login}")


# -- what it is told of asks ---------------------------------------------------------------------------------------------


def heads(root: InDatabase, code: str, *former: str) -> AskHeads:
    """As the server asks for them."""
    return AskHeads(root, code, demo=False, before_write=lambda: None, former=former)


def asks_of(root: InDatabase, code: str, *former: str) -> AskRepository:
    """As whoever reads them."""
    return AskRepository(root, code, demo=False, before_write=lambda: None, former=former)


def test_the_head_of_an_ask_is_what_the_ask_says(database: str) -> None:
    """However it stands, in which order they were asked, and where it lies in one piece."""
    workspace, server = Workspace.open(open_database(database)), open_database(database, WEB)
    town = workspace.roster.by_code(CODE)
    assert town is not None
    desk = workspace.staff_desk(town)
    first, second, third = desk.ask(["sec-01", "sec-02"], [SECTION_POST, "総務課", "会計課"], desk.now.date(), SECRET)
    asks = asks_of(open_database(database), CODE)
    for one, kinds in ((first, ()), (second, ("handed", "back", "handed")), (third, ("handed", "taken_back", "ended"))):
        turns = tuple(Turn(desk.now, kind, text=SECRET) for kind in kinds)
        asks.document(one.id).change(lambda there, turns=turns: there._replace(ask=_with(there.ask, turns)))  # type: ignore[misc]
        assert heads(server, CODE).of(one.id) == asks.document(one.id).read().ask.head
    assert [one.state for one in heads(server, CODE).every()] == ["asked", "handed", "ended"]
    assert heads(server, CODE).every() == [one.ask.head for one in asks.every()]
    assert heads(open_database(database), CODE).every() == heads(server, CODE).every()
    _in_one_piece(database)
    assert heads(server, CODE).every() == [one.ask.head for one in asks.every()]
    assert heads(server, CODES[MATSUYAMA]).every() == []
    with pytest.raises(errors.StoreError, match="もうありません"):
        heads(server, CODE).of("0" * 16)


def _with(ask: Ask, turns: tuple[Turn, ...]) -> Ask:
    return msgspec.structs.replace(ask, turns=turns)


def _in_one_piece(url: str) -> None:
    """As what somebody edited by hand comes with `move`."""
    with psycopg.connect(url, autocommit=True) as owner:
        names = [name for (name,) in owner.execute("SELECT name FROM dxcheck.documents WHERE name LIKE '%/asked/%'").fetchall()]
    root = open_database(url)
    for name in names:
        address = root.joinpath(*name.split("/"))
        whole = root.shelf.read(address)
        assert whole is not None
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute("DELETE FROM dxcheck.records WHERE document = %s", (name,))
            owner.execute(
                "UPDATE dxcheck.documents SET envelope = '', tables = '{}', original = %s, version = version + 1 WHERE name = %s",
                (whole.replace(b"{", b"{ ", 1), name),
            )


def test_what_cannot_be_read_of_an_ask_is_told_as_such(database: str) -> None:
    """And not taken for one that is gone: whoever came by a link to it stays."""
    workspace, server = Workspace.open(open_database(database)), open_database(database, WEB)
    town = workspace.roster.by_code(CODE)
    assert town is not None
    desk = workspace.staff_desk(town)
    [ask] = desk.ask(["sec-01"], [SECTION_POST], desk.now.date() + dt.timedelta(days=3))
    for damaged, said in ((b"\xff{", "dxcheckのファイルではありません"), (b'{"dxcheck": {"schema": 99}}', "新しい版")):
        with psycopg.connect(database, autocommit=True) as owner:
            owner.execute("DELETE FROM dxcheck.records WHERE document LIKE '%%/asked/%%'")
            owner.execute(
                "UPDATE dxcheck.documents SET envelope = '', tables = '{}', original = %s, version = version + 1 WHERE name LIKE '%%/asked/%%'",
                (damaged,),
            )
        with pytest.raises(errors.StoreError, match=said):
            heads(server, CODE).of(ask.id)
        with pytest.raises(errors.StoreError, match=said):
            heads(server, CODE).every()


def test_an_ask_under_a_former_code_counts_until_something_is_written_under_todays(database: str) -> None:
    """As for whoever reads it."""
    workspace, server = Workspace.open(open_database(database)), open_database(database, WEB)
    town = workspace.roster.by_code(CODE)
    assert town is not None
    desk = workspace.staff_desk(town)
    [ask] = desk.ask(["sec-01"], [SECTION_POST], desk.now.date())
    now = asks_of(open_database(database), "389999", CODE)
    assert heads(server, "389999", CODE).of(ask.id) == now.document(ask.id).read().ask.head
    now.document(ask.id).change(lambda there: there._replace(ask=_with(there.ask, (Turn(desk.now, "handed"),))))
    assert heads(server, "389999", CODE).of(ask.id).state == "handed"
    assert [one.state for one in heads(server, "389999", CODE).every()] == ["handed"]
    assert heads(server, CODE).of(ask.id).state == "asked"
