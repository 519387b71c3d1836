"""Statements that a session's process was never meant to send: none shows a word of another municipality, none changes what is not its desk's, none stops others."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from postgresql import Cluster
from web.test_seats import ASK, IMABARI, LINK, MATSUYAMA, PEOPLE, Room

from dxcheck.store.database import schema
from dxcheck.store.database.closing import set_by_themselves, unclosed
from dxcheck.store.database.connecting import connect
from dxcheck.store.database.database_shelf import close_databases
from dxcheck.store.database.migrations import APP, WEB, WORKER
from dxcheck.store.database.words import NEVER_CHANGES

SECRET = "himitsu"
FOREIGN = f"{MATSUYAMA}/shared/{MATSUYAMA}.json"
HIDDEN = (
    FOREIGN,
    f"{MATSUYAMA}/staff/{MATSUYAMA}.draft.json",
    f"{MATSUYAMA}/internal/{MATSUYAMA}.internal.json",
    "prefecture/server/factors.json",
)
STATEMENTS = {
    "all rows": "SELECT * FROM {table}",
    "by name": "SELECT body::text FROM dxcheck.records WHERE document = '{foreign}'",
    "by number of rows": "SELECT count(*) AS himitsu FROM dxcheck.kept HAVING count(*) > 30",
    "a copy out": "COPY dxcheck.records TO STDOUT",
    "a copy of a query": "COPY (SELECT * FROM dxcheck.kept) TO STDOUT",
    "a copy into a program": "COPY dxcheck.records TO PROGRAM 'cat'",
    "a file of the machine": "SELECT pg_read_file('/etc/passwd')",
    "another role": "SET ROLE dxcheck_worker",
    "the owner": "SET ROLE owner",
    "the server": "SET ROLE dxcheck_web",
    "another login": "SET SESSION AUTHORIZATION owner",
    "no row-level security": "SET row_security = off; SELECT * FROM dxcheck.records",
    "no triggers": "SET session_replication_role = replica",
    "the tokens": "SELECT * FROM dxcheck.seats",
    "one's own seat, more of it": "UPDATE dxcheck.seats SET reads = ARRAY['*/staff']",
    "a seat for the centre": "SELECT dxcheck.issue_seat(sha256('x'), 'centre-1', '', 'centre', ARRAY['*/staff'], ARRAY['*/staff'], ARRAY[]::text[], now() + interval '1 h')",
    "ending other seats": "SELECT dxcheck.end_seats_of('centre-1')",
    "what the server stands on": "INSERT INTO dxcheck.standing VALUES ('dxcheck_app', ARRAY['*/staff'], ARRAY['*/staff'])",
    "what an account is": "SELECT dxcheck.basis_of('centre-1')",
    "records without a policy": "SELECT * FROM dxcheck.records_now('{foreign}', 'drafts')",
    "a function in front of ours": "CREATE FUNCTION dxcheck.seat_reads() RETURNS text[] LANGUAGE sql AS $$ SELECT ARRAY['*/staff'] $$",
    "a function of one's own": "CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$",
    "a leaky operator": "CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = textcat)",
    "a program": "DO $$ BEGIN PERFORM 1; END $$",
    "a temporary table in front of ours": "CREATE TEMPORARY TABLE seats (reads text[])",
    "a temporary view": "CREATE TEMPORARY VIEW documents AS SELECT 1",
    "another search path": "SET search_path = pg_temp, public; SELECT * FROM dxcheck.records",
    "an error that tells": "SELECT 1 / (CASE WHEN body::text LIKE '%imits%' THEN 0 ELSE 1 END) FROM dxcheck.records",
    "a cast that tells": "SELECT body::text::integer FROM dxcheck.records WHERE document LIKE '382019%'",
    "the plan": "EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM dxcheck.records WHERE body::text LIKE '%imits%'",
    "what was counted": "SELECT most_common_vals::text FROM pg_stats WHERE schemaname = 'dxcheck'",
    "what was counted, raw": "SELECT stavalues1::text FROM pg_statistic",
    "others' statements": "SELECT query FROM pg_stat_activity WHERE query LIKE '%himitsu%'",
    "others' prepared statements": "SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%himitsu%'",
    "ending the others": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
    "stopping the others": "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
    "a lock on a table": "BEGIN; LOCK TABLE dxcheck.documents IN ACCESS EXCLUSIVE MODE",
    "a lock that lets others read": "BEGIN; LOCK TABLE dxcheck.documents IN SHARE MODE",
    "a lock on a name": "SELECT pg_advisory_xact_lock(hashtextextended('{foreign}', 20))",
    "a lock on a name, for ever": "SELECT pg_advisory_lock(hashtextextended('{foreign}', 20))",
    "a lock by our function": "SELECT dxcheck.lock_document('{foreign}')",
    "a row locked": "SELECT 1 / (count(*) - 1) FROM (SELECT 1 FROM dxcheck.documents WHERE name = '{foreign}' FOR UPDATE) himitsu HAVING count(*) > 0",
    "a foreign row changed": "UPDATE dxcheck.records SET body = '{{}}' WHERE document = '{foreign}'",
    "a foreign row taken away": "SELECT dxcheck.drop_record('{foreign}', 'drafts', 'x')",
    "a foreign document taken away": "SELECT dxcheck.drop_document('{foreign}')",
    "a foreign document made one's own": "UPDATE dxcheck.documents SET name = '{code}/shared/x.json' WHERE name = '{foreign}'",
    "a row moved to others": "UPDATE dxcheck.records SET document = '{foreign}'",
    "a row for others": "INSERT INTO dxcheck.records (document, tbl, key, number, place, body) VALUES ('{foreign}', 'drafts', 'new', '2', 1, '{{}}')",
    "a row for others, if there": "INSERT INTO dxcheck.documents (name, envelope, tables) VALUES ('{foreign}', '{{}}', '{{}}') ON CONFLICT (name) DO UPDATE SET envelope = 'x' RETURNING envelope",
    "whether there is one": "INSERT INTO dxcheck.documents (name, envelope, tables) VALUES ('{foreign}', '{{}}', '{{}}') ON CONFLICT DO NOTHING RETURNING name",
    "what never changes": "UPDATE dxcheck.kept SET body = '{{}}'",
    "what never goes": "DELETE FROM dxcheck.kept",
    "everything": "TRUNCATE dxcheck.records",
    "everything, by dropping": "DROP SCHEMA dxcheck CASCADE",
    "other policies": "ALTER TABLE dxcheck.records DISABLE ROW LEVEL SECURITY",
    "a policy more": "CREATE POLICY mine ON dxcheck.records USING (true)",
    "the log": "SELECT * FROM dxcheck.logs",
    "a log line for the refused": "INSERT INTO dxcheck.logs (name, content) VALUES ('refused.log', '{{}}')",
    "numbers that go on without a predecessor": "SELECT dxcheck.go_on_after('{foreign}', ARRAY['1'], ARRAY['x'], ARRAY['9'], ARRAY[0], ARRAY['{{\"seq\":9}}'])",
    "erasing in another's document": "SELECT dxcheck.erase_in_document('{foreign}', '{{}}', ARRAY['drafts'], ARRAY['secret'], ARRAY['{{\"text\":\"〔削除〕\"}}'])",
    "erasing in one's own": "SELECT dxcheck.erase_in_document('{code}/shared/{code}.json', '{{}}', ARRAY['drafts'], ARRAY['x'], ARRAY['{{}}'])",
    "erasing a copy": "SELECT dxcheck.erase_copy('{foreign}.0a1b2c3d.altered', NULL, NULL)",
    "who erases": "SELECT dxcheck.who_may_erase()",
    "being who erases": "SET ROLE dxcheck_eraser",
    "a lock as who erases": "SELECT dxcheck.hold_for_erasing('{foreign}')",
    "a line as who erases": "SELECT dxcheck.log_erasing('{{}}', 'x')",
    "whether a text is there": "SELECT 1 / dxcheck.is_erased('himitsu', '〔削除〕')::integer",
    "large objects": "SELECT lo_create(4711)",
    "large objects of others": "SELECT lo_get(oid) FROM pg_largeobject_metadata",
    "waking others": "SELECT pg_notify('dxcheck', 'himitsu') WHERE false",
    "settings of the server": "ALTER SYSTEM SET fsync = off",
    "settings of a role": "ALTER ROLE dxcheck_web SET search_path = pg_temp",
    "a password": "SELECT rolpassword FROM pg_authid",
    "a subscription": "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1' PUBLICATION p",
    "another database": "CREATE DATABASE mine",
    "an extension": "CREATE EXTENSION dblink",
    "an event": "CREATE EVENT TRIGGER t ON ddl_command_start EXECUTE FUNCTION pg_catalog.suppress_redundant_updates_trigger()",
    "many rows of a server's": "SELECT dxcheck.my_seat() IS NULL AND false",
    "a rule": "CREATE RULE r AS ON SELECT TO dxcheck.records DO INSTEAD SELECT 1",
    "another isolation": "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT body::text FROM dxcheck.records; COMMIT",
    "a forged name of a seat": "SET dxcheck.seat = 'x'; SELECT body::text FROM dxcheck.records",
    "no seat at all": "RESET dxcheck.seat; SELECT body::text FROM dxcheck.records",
    "a seat in two": "SET dxcheck.going_on = '{foreign}'; UPDATE dxcheck.kept SET number = '7' WHERE document = '{foreign}'",
}
TABLES = ("documents", "records", "kept", "texts", "logs", "files", "seats", "standing", "removed")


@pytest.fixture(scope="module")
def room(cluster: Cluster) -> Iterator[Room]:
    """Where foreign rows hold a word that nobody else may read."""
    made = Room(cluster.ready())
    with psycopg.connect(made.url, autocommit=True) as owner:
        owner.execute("ANALYZE")
        for name in HIDDEN:
            secret = f'{{"text":"{SECRET}"}}'
            owner.execute(
                "INSERT INTO dxcheck.records (document, tbl, key, number, place, body) VALUES (%s, 'drafts', 'secret', '5', 5, %s)",
                (name, secret),
            )
            if not name.endswith(".draft.json"):
                owner.execute(
                    "INSERT INTO dxcheck.kept (document, tbl, key, number, place, body) VALUES (%s, 'reviews', 'secret', '5', 5, %s)",
                    (name, secret),
                )
        owner.execute("ANALYZE")
    yield made
    close_databases()


def everything(owner: psycopg.Connection[Any]) -> dict[str, list[Any]]:
    """What is in each table, and what there is at all."""
    found = {table: owner.execute(f"SELECT t::text FROM dxcheck.{table} t ORDER BY 1").fetchall() for table in TABLES}  # type: ignore[arg-type]
    found["relations"] = owner.execute(
        "SELECT relname, relacl::text, relrowsecurity FROM pg_class WHERE relnamespace::regnamespace::text !~ '^pg_' ORDER BY 1"
    ).fetchall()
    found["functions"] = owner.execute(
        "SELECT oid::regprocedure::text, proacl::text FROM pg_proc WHERE pronamespace::regnamespace::text !~ '^pg_' ORDER BY 1"
    ).fetchall()
    found["policies"] = owner.execute("SELECT polname, polrelid::regclass::text FROM pg_policy ORDER BY 1, 2").fetchall()
    found["roles"] = owner.execute("SELECT rolname, rolsuper, rolconfig FROM pg_roles ORDER BY 1").fetchall()
    return found


def tried(app: psycopg.Connection[Any], statement: str) -> str:
    """All that comes back, also of what is said of an error."""
    try:
        if statement.startswith("COPY"):
            with app.cursor() as cursor, cursor.copy(statement.encode()) as copied:
                return "".join(bytes(one).decode() for one in copied)
        done = app.execute(statement.encode())
        shown = []
        while True:
            if done.description:
                shown += [column.name for column in done.description] if "AS himitsu" in statement and done.rowcount else []
                shown += [str(row) for row in done.fetchall()]
            if not done.nextset():
                return "\n".join(shown)
    except psycopg.Error as problem:
        return f"{problem} {problem.diag.message_detail} {problem.diag.context}".replace(statement, "")


@pytest.mark.parametrize("name", [one for one in PEOPLE if PEOPLE[one][0] != "centre"])
def test_no_statement_gets_anywhere(room: Room, name: str) -> None:
    """Each on a connection of its own, which may also go on after it."""
    token = room.token(name)
    wanted = [
        (title, statement.format(table=f"dxcheck.{table}", foreign=FOREIGN, code=IMABARI))
        for title, statement in STATEMENTS.items()
        for table in (TABLES if "{table}" in statement else ("",))
    ]
    with psycopg.connect(room.url, autocommit=True) as owner, room.app(room.token("centre-1")) as other:
        owner.execute("SELECT 'himitsu'")
        before = everything(owner)
        owner.execute("SET lock_timeout = '2s'")
        for title, statement in wanted:
            with contextlib.closing(room.app(token)) as app:
                said = tried(app, statement)
                assert SECRET not in said, (title, said)
                assert "division by zero" not in said, title  # would tell that there is a row
                assert SECRET not in tried(app, "SELECT string_agg(body::text, ' ') FROM dxcheck.records"), title
                # What it holds by now holds up nobody.
                owner.execute("UPDATE dxcheck.documents SET version = version + 1 WHERE name = %s", (FOREIGN,))
                owner.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20))", (FOREIGN,))
            other.execute("SELECT 1")
        after = everything(owner)
    own = (f'("{IMABARI}', f"({IMABARI}")
    for table in before:
        changed = [row for row in {*map(str, after[table])} ^ {*map(str, before[table])} if FOREIGN not in row or table != "documents"]
        assert not [row for row in changed if not any(one in row for one in own)], table


NOBODY_MAY = {
    "a snapshot written anew": "UPDATE dxcheck.kept SET body = '{{\"seq\":9}}' WHERE document = '{foreign}'",
    "a snapshot that is said to go on": "SELECT set_config('dxcheck.going_on', '{foreign}', false); UPDATE dxcheck.kept SET body = '{{\"seq\":9}}' WHERE document = '{foreign}'",
    "a snapshot removed": "DELETE FROM dxcheck.kept WHERE document = '{foreign}'",
    "a line of the log": "UPDATE dxcheck.logs SET content = 'x'",
    "the tokens": "SELECT * FROM dxcheck.seats",
    "what the server stands on": "UPDATE dxcheck.standing SET reads = ARRAY['*/staff']",
    "a table held": "BEGIN; LOCK TABLE dxcheck.kept",
    "a role that reads everything": "SET ROLE dxcheck_worker",
    "a role that erases": "SET ROLE dxcheck_eraser",
    "a line about erasing": "SELECT dxcheck.log_erasing('{{}}', 'x')",
}


@pytest.mark.parametrize("title", NOBODY_MAY)
def test_neither_the_centre_nor_the_server_rewrites_what_is_kept(room: Room, title: str) -> None:
    """They reach more than others; this is refused to them as to everybody."""
    logins = (room.app(room.token("centre-1")), connect(psycopg.conninfo.make_conninfo(room.url, user=WEB), WEB))
    for login in logins:
        with contextlib.closing(login), pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute(NOBODY_MAY[title].format(foreign=FOREIGN).encode())


def test_the_centre_changes_no_answer_of_a_municipality_and_the_server_reads_none(room: Room) -> None:
    """The centre reads drafts; what only the server needs, and asks, it does not see."""
    answers = "SELECT name FROM dxcheck.documents WHERE name ~ '^[0-9]'"
    with contextlib.closing(room.app(room.token("centre-1"))) as centre:
        assert {str(name).split("/")[1] for (name,) in centre.execute(answers).fetchall()} == {"staff", "shared", "internal"}
        assert centre.execute("UPDATE dxcheck.documents SET version = version + 1 WHERE name LIKE '%/staff/%'").rowcount == 0
        assert centre.execute("SELECT name FROM dxcheck.documents WHERE name LIKE 'prefecture/server/%'").fetchall() == []
    with contextlib.closing(connect(psycopg.conninfo.make_conninfo(room.url), WEB, "")) as server:
        assert server.execute(answers).fetchall() == []


def test_a_session_login_is_nobody_else(room: Room) -> None:
    """It is no member of a role that reads more, and can do nothing that everybody could in a new database."""
    with psycopg.connect(room.url) as owner:
        (reads_more,) = owner.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", (APP, WORKER)).fetchone() or (True,)
        granted = owner.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = %s AND privilege_type IN ('DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES')",
            (APP,),
        ).fetchall()
    assert not reads_more
    assert granted == []


def test_only_the_one_ask_of_a_link(room: Room) -> None:
    """Another ask of the same municipality, by its id, is as foreign as another municipality."""
    with room.app(room.token(f"link/{LINK[:8]}")) as app:
        asks = {str(one).split("/")[2] for (one,) in app.execute("SELECT name FROM documents WHERE name LIKE '%/asked/%'").fetchall()}
    assert asks == {ASK}


def test_nothing_that_everybody_could_is_left_open_where_a_superuser_made_it_ready(cluster: Cluster) -> None:
    """And what is, is named."""
    url = cluster.empty()
    with psycopg.connect(url, autocommit=True) as owner:
        schema.init(url)
        assert unclosed(owner) == []
        owner.execute("GRANT EXECUTE ON FUNCTION pg_terminate_backend TO PUBLIC")
        owner.execute(psycopg.sql.SQL("GRANT TEMPORARY ON DATABASE {} TO PUBLIC").format(psycopg.sql.Identifier(owner.info.dbname)))
        owner.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
        assert unclosed(owner) == ["CREATE", "TEMPORARY", "pg_terminate_backend"]
        schema.init(url)
        assert unclosed(owner) == []


def test_who_owns_a_database_closes_what_is_not_for_a_superuser_alone(cluster: Cluster) -> None:
    """Temporary tables, and anything in `public`; what stays open is named."""
    cluster.ask("CREATE ROLE keeper LOGIN CREATEROLE")
    name = psycopg.conninfo.conninfo_to_dict(cluster.empty())["dbname"]
    cluster.ask(f"ALTER DATABASE {name} OWNER TO keeper; GRANT CREATE ON DATABASE {name} TO keeper")
    cluster.ask("GRANT CREATE ON SCHEMA public TO PUBLIC", str(name))
    schema.init(cluster.url(str(name), "keeper"))
    with psycopg.connect(cluster.url(str(name)), autocommit=True) as owner:
        left = unclosed(owner)
    assert not {"CREATE", "TEMPORARY"} & {*left}
    assert "pg_terminate_backend" in left


def test_what_a_login_says_of_itself_is_told(room: Room, cluster: Cluster) -> None:
    """PostgreSQL lets each do that to its own; what dxcheck said stays, and isolation is what it is."""
    with psycopg.connect(room.url, autocommit=True) as owner:
        assert set_by_themselves(owner) == []
        try:
            with contextlib.closing(room.app(room.token("imabari-kikaku"))) as app:
                app.execute("ALTER ROLE dxcheck_app SET default_transaction_isolation = 'repeatable read'")
                for ours in ("RESET temp_file_limit", "SET temp_file_limit = -1", "SET track_activities = on"):
                    with contextlib.suppress(psycopg.Error):
                        app.execute(f"ALTER ROLE dxcheck_app {ours}".encode())
            assert set_by_themselves(owner) == ["dxcheck_app: default_transaction_isolation"]
            with contextlib.closing(room.app(room.token("imabari-kikaku"))) as app:
                assert app.execute("SELECT count(*) > 0 FROM documents").fetchone() == (True,)
                assert app.execute("SELECT current_setting('temp_file_limit'), current_setting('track_activities')").fetchone() == (
                    "1GB",
                    "off",
                )
        finally:
            owner.execute("ALTER ROLE dxcheck_app RESET default_transaction_isolation")


ERASE = "SELECT dxcheck.erase_in_document(%s, %s, ARRAY['snapshots'], ARRAY['x'], ARRAY[%s])"
SNAPSHOT = '{"seq":1,"comment":"himitsu"}'


def test_nobody_erases_from_a_screen_and_the_command_line_nothing_but_words(cluster: Cluster) -> None:
    """Each seat tries it in a document of its own municipality, and the server: all are refused. Who works on the command line is written down."""
    room = Room(cluster.ready())
    name, envelope = f"{IMABARI}/shared/{IMABARI}.json", f'{{"sum":"{"0" * 24}"}}'
    erased, *wrong = (SNAPSHOT.replace(*one) for one in (("himitsu", "〔削除〕"), ("himitsu", "himitsu!"), ("1", "2")))
    with psycopg.connect(room.url, autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("UPDATE dxcheck.kept SET body = %s WHERE document = %s", (SNAPSHOT, name))

        def body() -> object:
            return owner.execute("SELECT body::text FROM dxcheck.kept WHERE document = %s", (name,)).fetchone()

        screens = [room.app(room.token(person) if person else "") for person in (*PEOPLE, "")]
        for login in (*screens, connect(psycopg.conninfo.make_conninfo(room.url), WEB, "")):
            with contextlib.closing(login):
                for new in (erased, *wrong):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        login.execute(ERASE, (name, envelope, new))
        with contextlib.closing(connect(psycopg.conninfo.make_conninfo(room.url), WORKER, "")) as worker:
            for new in wrong:
                with pytest.raises(psycopg.Error) as refused:
                    worker.execute(ERASE, (name, envelope, new))
                assert refused.value.sqlstate == NEVER_CHANGES
            assert body() == (SNAPSHOT,)
            worker.execute(ERASE, (name, envelope, erased))
        assert body() == (erased,)
        (line,) = owner.execute("SELECT convert_from(content, 'UTF8')::jsonb - 'at' FROM dxcheck.logs").fetchall()
    assert line == ({"event": "erased", "account": "postgresql/owner", "detail": f"{name} 1"},)
    close_databases()
