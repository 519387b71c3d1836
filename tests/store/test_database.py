"""A database as the place of all data: changes kept together or not at all, what must not change refused by the engine, and every failure told in plain words."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Hashable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
import psycopg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from postgresql import SHARED, Cluster
from standing_still import idle
from store.making import CODE, REF, draft, program, snapshot

from dxcheck.model.snapshot import Snapshot
from dxcheck.store import errors
from dxcheck.store.audit import AUDIT, AuditLog
from dxcheck.store.database import migrations, schema, words
from dxcheck.store.database.connecting import connect, conninfo_of
from dxcheck.store.database.contents import file_in
from dxcheck.store.database.database_shelf import close_databases, open_database, open_shelf
from dxcheck.store.database.rows import as_file, from_records, put_together, taken_apart
from dxcheck.store.database.watching import EVERY, StampWatch, ToldWatch
from dxcheck.store.envelope import SCHEMA, Envelope
from dxcheck.store.folder import DataFolder
from dxcheck.store.inheritance import Predecessor
from dxcheck.store.repository import MunicipalityRepository
from dxcheck.store.shelf import InDatabase
from dxcheck.store.storage import NewContent, document_bytes, is_as_written

SUBMIT = """
import sys
from store.making import snapshot, CODE
from dxcheck.store.database.database_shelf import open_database
from dxcheck.store.folder import DataFolder
who, times = int(sys.argv[2]), int(sys.argv[3])
repository = DataFolder.open(open_database(sys.argv[1])).repository(CODE)
for n in range(times):
    print(repository.add_snapshot(lambda there: snapshot(len(there) + 1, snapshot_id=f"{CODE}-{who:03}{n:03}")).id, flush=True)
"""
RECORDS = st.dictionaries(
    st.integers(1, 99).map(str), st.fixed_dictionaries({"id": st.text(max_size=3), "text": st.text(max_size=9)}), max_size=4
)
TABLES = st.dictionaries(st.sampled_from(["snapshots", "drafts", "visits", "記録"]), RECORDS)


@pytest.fixture
def data(database: str) -> DataFolder:
    """An empty database, opened."""
    return DataFolder.open(open_database(database))


@pytest.fixture
def repository(data: DataFolder) -> MunicipalityRepository:
    """松山市's."""
    return data.repository(CODE)


# -- rows --------------------------------------------------------------------------------------------------------------


@given(TABLES)
def test_a_document_is_put_together_as_it_was(tables: dict[str, Any]) -> None:
    """To the byte, whatever is in it, and in the order of its tables and records."""
    content = document_bytes(Envelope(8, "municipality", CODE, demo=False), tables)
    apart = taken_apart(content)
    assert (apart.original or as_file(put_together(apart))) == content


@given(TABLES, TABLES)
def test_a_change_of_some_records_gives_the_document_that_was_meant(before: dict[str, Any], after: dict[str, Any]) -> None:
    """To the byte as a folder has it, whichever records stay, come, go, or change their places."""
    envelope = Envelope(SCHEMA, "municipality", CODE, demo=False)
    content = NewContent(envelope, after)
    there = taken_apart(document_bytes(envelope, before))
    apart = from_records(content.records(), there) or taken_apart(content.whole())
    assert (apart.original or as_file(put_together(apart))) == content.whole()
    assert apart == taken_apart(content.whole())


@given(st.binary(max_size=60))
@example(b"{}")
def test_what_is_no_document_stays_in_one_piece(content: bytes) -> None:
    """A damaged file is moved as it is, and told of by those who read it."""
    assert put_together(taken_apart(content)) == content


# -- one change ----------------------------------------------------------------------------------------------------------


def test_a_submit_is_one_commit(repository: MunicipalityRepository) -> None:
    """What fails after the snapshot was added takes the snapshot with it; the draft is as it was."""
    kept = repository.change_draft(REF.id, lambda _none: draft(gov_01=3))

    def submit_and_fail(_found: object, _others: object) -> Snapshot:
        repository.add_snapshot(lambda _none: snapshot(1, draft_id="d1"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        repository.submit_draft(REF.id, submit_and_fail)
    assert (repository.draft(REF.id), repository.every_snapshot()) == (kept, [])
    made = repository.submit_draft(REF.id, lambda found, _others: snapshot(1, draft_id=found.id))
    assert (repository.draft(REF.id), repository.every_snapshot()) == (None, [made])


def test_snapshots_get_other_numbers_although_others_have_them_still(database: str) -> None:
    """As where numbers of a file that somebody wrote by hand are made anew; none is there twice meanwhile, and none is another."""
    shelf = open_shelf(database)
    address = InDatabase(shelf).joinpath(CODE, "shared", f"{CODE}.json")
    bodies = {name: {"id": name, "seq": seq} for seq, name in enumerate("abc", 1)}
    for numbers in ({"2": "a", "3": "b", "1": "c"}, {"1": "a", "2": "b", "3": "c"}, {"3": "b", "5": "a", "1": "c"}):
        content = document_bytes(
            Envelope(SCHEMA, "municipality", CODE, demo=False), {"snapshots": {number: bodies[name] for number, name in numbers.items()}}
        )
        with shelf.locked(address):
            shelf.write(address, content)
        with shelf.at_one_moment(InDatabase(shelf)) as connection:
            assert file_in(connection, address.below) == content


def test_a_submit_writes_its_own_row_and_leaves_what_a_folder_would_have(
    cluster: Cluster, data: DataFolder, repository: MunicipalityRepository, tmp_path: Path
) -> None:
    """However many snapshots are there already; the file that it would be is the same to the byte."""
    in_folder = DataFolder.open(tmp_path / "data").repository(CODE)
    written: list[object] = []
    for number in range(1, 4):
        for one in (repository, in_folder):
            one.change_draft(REF.id, lambda _none, number=number: msgspec.structs.replace(draft(gov_01=3), id=f"d{number}"))  # type: ignore[misc]
            one.submit_draft(REF.id, lambda found, there: snapshot(len(there) + 1, draft_id=found.id))
        written.append(cluster.ask("SELECT xmin::text FROM dxcheck.kept ORDER BY place", SHARED))
    assert written[-1][:2] == written[-2], "the rows of before are the very same"  # type: ignore[index]
    shelf = open_shelf(cluster.url(SHARED))
    with shelf.at_one_moment(InDatabase(shelf)) as connection:
        content = file_in(connection, PurePosixPath(f"{CODE}/shared/{CODE}.json"))
    assert content == (tmp_path / "data" / CODE / "shared" / f"{CODE}.json").read_bytes()
    assert is_as_written(repository.path)


def test_what_was_changed_past_dxcheck_is_kept_aside_before_the_next_save(
    cluster: Cluster, data: DataFolder, repository: MunicipalityRepository
) -> None:
    """As beside a file: the sum says so, and nothing that somebody wrote is lost."""
    repository.change_draft(REF.id, lambda _none: draft(gov_01=3))
    cluster.ask("""UPDATE dxcheck.records SET body = replace(body::text, '"choice":3', '"choice":2')::json""", SHARED)
    assert not is_as_written(repository._draft_path)
    repository.change_draft(REF.id, lambda there: there and msgspec.structs.replace(there, revision=9))
    assert is_as_written(repository._draft_path)
    [aside] = data.path.shelf.every(data.path, "*.altered")  # type: ignore[union-attr]
    assert b'"choice":2' in (aside.shelf.read(aside) or b"")


def test_several_at_once_lose_nothing(database: str, repository: MunicipalityRepository) -> None:
    """One unbroken order, each that was said to be saved, none twice."""
    people = [program(SUBMIT, database, who, 10) for who in range(2)]
    said = [line for one in people for line in one.communicate(timeout=60)[0].split()]
    assert [one.returncode for one in people] == [0] * 2
    stored = repository.every_snapshot()
    assert {one.id for one in stored} == set(said)
    assert [one.seq for one in stored] == list(range(1, 21))


def test_who_waits_too_long_for_another_is_told(data: DataFolder, repository: MunicipalityRepository) -> None:
    """In the words for a file that somebody else is using."""
    repository.change_draft(REF.id, lambda _none: draft(gov_01=3))
    path = repository._draft_path
    told: list[Exception] = []

    def other() -> None:
        try:
            with path.shelf.locked(path, 0.05):  # type: ignore[union-attr]
                pass
        except errors.BusyError as problem:
            told.append(problem)

    with path.shelf.locked(path):  # type: ignore[union-attr]
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)
    assert len(told) == 1


def test_a_broken_connection_loses_nothing_and_the_next_change_goes_through(
    database: str, cluster: Cluster, repository: MunicipalityRepository
) -> None:
    """The engine ends our backends, in the middle of a change and between two."""
    repository.add_snapshot(lambda _none: snapshot(1))
    end_all = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'dxcheck'"

    def cut_off(_there: object) -> object:
        cluster.ask(end_all)
        return snapshot(2)

    with pytest.raises(words.DatabaseError):
        repository.add_snapshot(cut_off)  # type: ignore[arg-type]
    assert [one.seq for one in repository.every_snapshot()] == [1]
    cluster.ask(end_all)
    repository.add_snapshot(lambda _one: snapshot(2))
    assert [one.seq for one in repository.every_snapshot()] == [1, 2]


# -- stamps ----------------------------------------------------------------------------------------------------------------


def test_what_another_writes_shows_in_the_stamp_within_two_seconds(database: str, repository: MunicipalityRepository) -> None:
    """And what we write ourselves at once."""
    repository.change_draft(REF.id, lambda _none: draft(gov_01=3))
    before = repository.draft_stamp()
    repository.change_draft(REF.id, lambda _there: draft(gov_01=4))
    mine = repository.draft_stamp()
    assert mine not in (None, before)
    with psycopg.connect(database, autocommit=True) as other:
        other.execute("UPDATE dxcheck.documents SET version = version + 1, changed = pg_current_xact_id()")
    until = time.monotonic() + 2
    while repository.draft_stamp() == mine:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_without_the_engine_a_stamp_neither_waits_nor_fails(cluster: Cluster, repository: MunicipalityRepository) -> None:
    """Screens ask for it every second; reading and saving are told in plain words, and go on when it is back."""
    repository.change_draft(REF.id, lambda _none: draft(gov_01=3))
    stamp = repository.draft_stamp()
    cluster.stop()
    try:
        began = idle()
        assert repository.draft_stamp() == stamp
        assert idle() - began < 0.1
        with pytest.raises(words.DatabaseError, match="データベース"):
            repository.draft(REF.id)
        with pytest.raises(words.DatabaseError, match="データベース"):
            repository.change_draft(REF.id, lambda _there: draft(gov_01=4))
    finally:
        cluster.resume()
    assert repository.change_draft(REF.id, lambda _there: draft(gov_01=5)) == repository.draft(REF.id)


# -- what never changes --------------------------------------------------------------------------------------------------

HOSTILE = [
    "UPDATE dxcheck.kept SET body = '{}'",
    "UPDATE dxcheck.kept SET key = 'x'",
    "UPDATE dxcheck.kept SET body = jsonb_set(body::jsonb, '{seq}', '0')::json",
    "UPDATE dxcheck.kept SET document = 'x'",
    "INSERT INTO dxcheck.kept SELECT document, tbl, 'another', number, place, body FROM dxcheck.kept",
    "DELETE FROM dxcheck.kept",
    "TRUNCATE dxcheck.kept",
    "DELETE FROM dxcheck.documents WHERE name LIKE '%/shared/%'",
    "UPDATE dxcheck.documents SET original = '' WHERE name LIKE '%/shared/%'",
    "UPDATE dxcheck.documents SET version = 1",
    "UPDATE dxcheck.texts SET content = ''",
    "DELETE FROM dxcheck.texts",
    "UPDATE dxcheck.logs SET content = ''",
    "DELETE FROM dxcheck.logs",
    "TRUNCATE dxcheck.logs",
]
ONLY_FOR_THE_OWNER = [
    "DELETE FROM dxcheck.files",
    "UPDATE dxcheck.kept SET number = '7'",
    "DROP TABLE dxcheck.kept",
    "ALTER TABLE dxcheck.kept DISABLE TRIGGER ALL",
    "UPDATE dxcheck.form SET number = 9",
]


def test_no_role_changes_what_was_submitted_or_written_down(cluster: Cluster, database: str, data: DataFolder) -> None:
    """Neither those who work with dxcheck, who have no right to, nor the owner of the tables, whom a trigger refuses."""
    repository = data.repository(CODE)
    repository.add_snapshot(lambda _none: snapshot(1))
    repository.change_draft(REF.id, lambda _none: draft(gov_01=3))
    AuditLog(data.path).add(dt.datetime(2026, 11, 27, tzinfo=dt.UTC), "submit", detail=CODE)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("INSERT INTO dxcheck.texts VALUES ('questionnaires/a.json', '')")
        for statement in HOSTILE:
            with pytest.raises(psycopg.Error):
                owner.execute(statement.encode())
        owner.execute("SET ROLE dxcheck_worker")
        for statement in [*HOSTILE, *ONLY_FOR_THE_OWNER]:
            with pytest.raises(psycopg.Error):
                owner.execute(statement.encode())
    assert [one.seq for one in repository.every_snapshot()] == [1]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dxcheck.documents SET version = version + 1, changed = '3'",
        "UPDATE dxcheck.documents SET version = version + 1",
        "UPDATE dxcheck.files SET changed = '3'",
        "INSERT INTO dxcheck.documents (name, envelope, tables, changed) VALUES ('382019/staff/382019.draft.json', '', '{}', '3')",
        "INSERT INTO dxcheck.files (name, content, changed) VALUES ('a.toml', '', '3')",
    ],
)
def test_whoever_writes_the_engine_says_in_which_transaction(database: str, repository: MunicipalityRepository, statement: str) -> None:
    """Nobody writes past those who look for what changed."""
    repository.add_snapshot(lambda _none: snapshot(1))
    with psycopg.connect(database) as writing:
        writing.execute(statement.encode())
        own = writing.execute("SELECT pg_current_xact_id()::text").fetchone()
        every = writing.execute("SELECT changed::text FROM dxcheck.documents UNION ALL SELECT changed::text FROM dxcheck.files").fetchall()
    assert own in every


def test_a_municipality_whose_code_changed_goes_on_with_what_it_had_before(data: DataFolder) -> None:
    """Its own snapshots get the numbers after those of before; nothing else of them changes."""
    former, own = data.repository("383562"), data.repository(CODE)
    for seq in (1, 2):
        former.add_snapshot(lambda _there, seq=seq: snapshot(seq, snapshot_id=f"383562-{seq}"))
    own.add_snapshot(lambda _there: snapshot(1, snapshot_id="own-1"))
    left = Predecessor("383562", "上島町", dt.date(2026, 10, 1), is_same=True)
    data.inherit(lambda code: (left,) if code == CODE else ())
    heir = data.repository(CODE)
    heir.add_snapshot(lambda there: snapshot(len(there) + 1, snapshot_id="own-2"))
    assert [(one.id, one.seq) for one in heir.every_snapshot()] == [("383562-1", 1), ("383562-2", 2), ("own-1", 3), ("own-2", 4)]


def test_a_log_is_kept_line_by_line_and_read_as_a_whole(data: DataFolder) -> None:
    """Doctor's check of the lines finds nothing wrong."""
    log = AuditLog(data.path)
    for n in range(3):
        log.add(dt.datetime(2026, 11, 27, tzinfo=dt.UTC), "open", detail=str(n))
    assert log.faulty_lines() == {}
    path = data.path / AUDIT
    assert len((path.shelf.log(path)[AUDIT] or b"").splitlines()) == 3  # type: ignore[union-attr]


# -- ready or not ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["dxcheck_app", "dxcheck_web", "server_only", "nobody_yet"])
def test_only_a_login_that_may_be_added_to_the_role_of_commands_is_told_so(cluster: Cluster, database: str, login: str) -> None:
    """With the right to read everything, that of sessions or of the server would keep nobody apart."""
    is_new = not login.startswith("dxcheck")
    if is_new:
        cluster.ask(f"CREATE ROLE {login} LOGIN")
    if login == "server_only":
        cluster.ask(f"GRANT dxcheck_web TO {login}")
    with pytest.raises(words.DatabaseError) as said:
        open_database(database.replace("owner@", f"{login}@"))
    if is_new:
        cluster.ask(f"DROP ROLE {login}")
    assert ("GRANT dxcheck_worker TO" in str(said.value)) == (login == "nobody_yet")
    assert ("加えてはいけません" in str(said.value)) == (login != "nobody_yet")


def test_a_database_is_made_ready_once_and_is_no_other_versions(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not ready, of an earlier and of a later dxcheck: each is refused before anything is read, and says what to do."""
    url = cluster.empty()
    with pytest.raises(words.DatabaseError, match="管理者として dxcheck db init"):
        open_database(url)
    with pytest.raises(words.DatabaseError, match="用意されていません"):
        schema.upgrade(url)
    assert schema.init(url) == schema.init(url) == "owner"
    form = len(migrations.STEPS)
    assert schema.upgrade(url) == (form, form)
    later = "ALTER TABLE documents ADD COLUMN later text"
    monkeypatch.setattr(schema, "STEPS", (*migrations.STEPS, later))
    with pytest.raises(words.DatabaseError, match="管理者として dxcheck db upgrade"):
        open_database(url)
    assert schema.upgrade(url) == (form, form + 1)
    open_database(url)
    close_databases()
    monkeypatch.undo()
    for refused in (open_database, schema.init, schema.upgrade):
        with pytest.raises(words.DatabaseError, match="新しい版"):
            refused(url)


def test_a_step_that_fails_leaves_everything_as_it_was(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form too."""
    url = cluster.ready()
    monkeypatch.setattr(schema, "STEPS", (*migrations.STEPS, "CREATE TABLE more (); SELECT 1 / 0"))
    with pytest.raises(words.DatabaseError, match="元のまま"):
        schema.upgrade(url)
    monkeypatch.undo()
    assert schema.upgrade(url) == (len(migrations.STEPS),) * 2


def test_records_of_a_table_that_its_document_no_longer_names_are_still_read() -> None:
    """Whoever may write a document may not hide its snapshots, nor stop it from being read."""
    content = b'{"dxcheck":{"schema":%d,"kind":"municipality"},"visits":{},"snapshots":{"1":{"id":"a"}}}' % SCHEMA
    apart = taken_apart(as_file(content))
    assert put_together(apart._replace(tables=("visits",))) == content


def test_a_login_that_is_no_member_is_told_whom_to_ask(cluster: Cluster) -> None:
    """And one that is works without owning anything."""
    url = cluster.ready()
    name = url.partition("@/")[2].partition("?")[0]
    cluster.ask("CREATE ROLE stranger LOGIN; CREATE ROLE clerk LOGIN; GRANT dxcheck_worker TO clerk")
    with pytest.raises(words.DatabaseError, match="GRANT dxcheck_worker TO stranger"):
        open_database(cluster.url(name, "stranger"))
    repository = DataFolder.open(open_database(cluster.url(name, "clerk"))).repository(CODE)
    repository.add_snapshot(lambda _none: snapshot(1))
    assert len(repository.every_snapshot()) == 1
    close_databases()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://a:secret@localhost/b", "パスワード"),
        ("postgresql://a?password=secret", "パスワード"),
        ("postgresql://a?nonsense=1", "接続先を読めません"),
        ("postgresql://a:secret%ZZ@localhost/b", "接続先を読めません"),
        ('postgresql://a:se cret"secret@localhost/b', "接続先を読めません"),
        ("postgresql://a:secret/secret@localhost/b", "パスワード"),
        ("postgresql://a:5432/secret@localhost/b", "パスワード"),
        ("POSTGRESQL://a:secret@localhost/b", "接続先を読めません"),
        ("postgresql+psycopg://a:secret@localhost/b", "接続先を読めません"),
        ("postgresql:///none?host=/nowhere/there", "つなげません"),
    ],
)
def test_what_cannot_be_connected_to_is_told(url: str, said: str) -> None:
    """A password on the command line is everybody's, and never repeated."""
    with pytest.raises(words.DatabaseError, match=said) as raised:
        open_database(url)
    assert "secret" not in str(raised.value)


def test_off_this_machine_the_server_must_prove_who_it_is() -> None:
    """Unless somebody said otherwise."""
    assert "sslmode=verify-full" in conninfo_of("postgresql://db.example.jp/dxcheck")
    assert "sslmode=require" in conninfo_of("postgresql://db.example.jp/dxcheck?sslmode=require")
    assert "sslmode" not in conninfo_of("postgresql:///dxcheck") + conninfo_of("postgresql://127.0.0.1/dxcheck")


def test_a_stamp_is_told_also_where_no_thread_can_be_begun(
    data: DataFolder, repository: MunicipalityRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asking for one never fails; the next question begins to watch, once for all who ask."""
    begun: list[threading.Thread] = []
    real = threading.Thread.start

    def start(thread: threading.Thread) -> None:
        begun.append(thread)
        if len(begun) == 1:
            raise RuntimeError("can't start new thread")
        real(thread)

    monkeypatch.setattr(threading.Thread, "start", start)
    repository.add_snapshot(lambda _none: snapshot(1))
    shelf = data.path.shelf  # type: ignore[union-attr]
    stamps = [shelf.watch.of(f"{CODE}/shared/{CODE}.json") for _time in range(3)]
    assert None not in stamps
    assert len(set(stamps)) == 1
    assert len(begun) == 2


def test_what_is_written_while_a_watch_looks_at_all_is_not_taken_for_removed(
    database: str, repository: MunicipalityRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its look knows nothing of it yet, and is taken in after it."""
    path, real = repository.path, psycopg.Connection.execute
    assert isinstance(path, InDatabase)
    watch, name = StampWatch(partial(connect, conninfo_of(database))), str(path.below)

    def meanwhile(connection: psycopg.Connection, query: object, *arguments: object, **more: object) -> object:
        answer = real(connection, query, *arguments, **more)  # type: ignore[arg-type]
        if arguments == ({"since": "0"},):
            monkeypatch.undo()
            repository.add_snapshot(lambda _none: snapshot(1))
            watch.note({name: path.shelf.stamp_now(path)})
        return answer

    with connect(conninfo_of(database)) as connection:
        monkeypatch.setattr(psycopg.Connection, "execute", meanwhile)
        watch._look_at_all(connection)
        assert watch.knows(name)


def test_an_engine_that_was_set_back_is_believed(cluster: Cluster, repository: MunicipalityRepository) -> None:
    """An earlier copy has lower numbers; what is shown must not stay as it was before."""
    for n in range(3):
        repository.add_snapshot(lambda there, n=n: snapshot(len(there) + 1, snapshot_id=f"{CODE}-00000{n}"))
    seen = repository.snapshot_stamp()
    name = str(repository.path.below)
    end_watch = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'dxcheck'"
    cluster.ask(
        f"SET session_replication_role = replica; UPDATE dxcheck.documents SET version = 1, changed = '3' WHERE name = '{name}'", SHARED
    )
    cluster.ask(end_watch, SHARED)
    end = time.monotonic() + 20
    while repository.snapshot_stamp() == seen:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert repository.snapshot_stamp() == (1, "3")


def test_a_session_believes_too_that_an_engine_was_set_back(cluster: Cluster, database: str, repository: MunicipalityRepository) -> None:
    """It is told by the server, and knows higher numbers of the same name."""
    for n in range(3):
        repository.add_snapshot(lambda there, n=n: snapshot(len(there) + 1, snapshot_id=f"{CODE}-00000{n}"))
    name = str(repository.path.below)
    server = StampWatch(partial(connect, conninfo_of(database)))
    session = ToldWatch(lambda turn: server.since(turn, 500))
    try:
        with connect(conninfo_of(database)) as connection:
            server.look(connection)
            session.look(connection)
        seen = session.of(name)
        assert isinstance(seen, tuple)
        cluster.ask(
            f"SET session_replication_role = replica; UPDATE dxcheck.documents SET version = 1, changed = '3' WHERE name = '{name}'", SHARED
        )
        cluster.ask("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'dxcheck'", SHARED)
        end = time.monotonic() + 30
        while session.of(name) == seen:
            assert time.monotonic() < end
            time.sleep(0.05)
        assert session.of(name) == (1, "3")
    finally:
        session.end()
        server.end()


def test_what_a_session_wrote_is_not_taken_for_undone_by_what_is_told_late() -> None:
    """The server looked before it was written: the next looks tell of it."""
    late: list[dict[str, Hashable]] = [{"a": (4, "19")}, {}, {"a": (5, "20")}]
    session = ToldWatch(lambda turn: (turn + 1, late.pop(0) if late else {}))
    session.note({"a": (5, "20")})
    try:
        end = time.monotonic() + EVERY * 12
        while time.monotonic() < end:
            assert session.of("a") == (5, "20")
            time.sleep(0.02)
        assert not late
    finally:
        session.end()
