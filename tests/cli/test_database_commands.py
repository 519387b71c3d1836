"""Everything moved into a database and back, and commands that work there as in a folder; those that do not say so."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import tempfile
from pathlib import Path

import msgspec
import psycopg
import pytest
from click.testing import CliRunner, Result
from cut_off import Interrupted
from demos import CopyDemo
from postgresql import SHARED, Cluster
from store.making import draft, snapshot
from web.test_server_role import ALONE, alone

from dxcheck.cli.root import root
from dxcheck.store.archive import verify
from dxcheck.store.backup import belonging
from dxcheck.store.database import lending, schema, words
from dxcheck.store.database.connecting import connect, conninfo_of
from dxcheck.store.database.database_shelf import close_databases, open_database
from dxcheck.store.database.migrations import STEPS
from dxcheck.store.database.transfer import move_in, move_out
from dxcheck.store.folder import DataFolder
from dxcheck.system.progress import followed_by

FIXTURES = Path(__file__).parent.parent / "store" / "fixtures"
LOOKING = [
    ("check", "松山市"),
    ("snapshot", "list", "松山市"),
    ("draft", "show", "今治市"),
    ("ask", "list", "今治市"),
    ("compare",),
    ("benchmark", "list"),
    ("cycle", "show"),
    ("account", "list"),
]


def run(*arguments: str, stdin: str = "") -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(root, list(arguments), input=stdin, prog_name="dxcheck")


def contents(folder: Path) -> dict[str, str]:
    """Everything that belongs to the data, by its hash."""
    return {one.relative_to(folder).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest() for one in belonging(folder)}


def lived_in(folder: Path, copy_demo: CopyDemo) -> Path:
    """A demo in which people also edited, damaged and left things behind."""
    copy_demo(folder)
    (folder / "382019" / "shared" / "382019.json").write_bytes((folder / "382019" / "shared" / "382019.json").read_bytes() + b"\n")
    (folder / "382060" / "shared" / "382060.json").write_bytes(b"\xff torn")
    (folder / "382078" / "shared" / "382078.json.0a1b2c3d.altered").write_bytes(b"{}")
    (folder / "questionnaires" / "own.toml").write_text("# 自分の診断票\n", encoding="utf-8")
    (folder / "audit.log").write_bytes(b'{"event":"login"}\n{"event":"cut off')
    (folder / "audit-000001.log").write_bytes(b'{"event":"before"}\n')
    (folder / "診断の手引き.txt").write_bytes(b"")
    return folder


def test_everything_goes_into_a_database_and_comes_back_to_the_byte(tmp_path: Path, database: str, copy_demo: CopyDemo) -> None:
    """Also what was edited by hand, is damaged, or is no document; locks and earlier contents stay behind. The source is as it was."""
    source = lived_in(tmp_path / "data", copy_demo)
    before = contents(source)
    moved = run("move", str(source), database)
    assert (moved.exit_code, "読み返して確かめました" in moved.output) == (0, True), moved.output
    back = run("move", database, str(tmp_path / "back"))
    assert back.exit_code == 0, back.output
    assert contents(tmp_path / "back") == contents(source) == before


def test_a_copy_of_a_database_is_the_same_as_of_a_folder_and_comes_back_into_either(
    tmp_path: Path, cluster: Cluster, database: str, copy_demo: CopyDemo
) -> None:
    """The same archive, part by part."""
    source = lived_in(tmp_path / "data", copy_demo)
    move_in(source, database)
    for data, name in ((database, "there.zip"), (str(source), "here.zip")):
        made = run("--data", data, "backup", str(tmp_path / name))
        assert made.exit_code == 0, made.output
    parts = [{one.path: one.sha256 for one in verify(tmp_path / name).parts} for name in ("there.zip", "here.zip")]
    assert parts[0] == parts[1]
    other = cluster.ready()
    for target in (other, str(tmp_path / "back")):
        back = run("restore", str(tmp_path / "there.zip"), "--to", target)
        assert back.exit_code == 0, back.output
    assert "もうデータがあります" in run("restore", str(tmp_path / "here.zip"), "--to", other).output
    move_out(other, tmp_path / "again")
    assert contents(tmp_path / "again") == contents(tmp_path / "back") == contents(source)


@pytest.mark.parametrize("schema", ["schema-1", "schema-7"])
def test_data_of_an_earlier_version_is_moved_as_it_is_and_goes_on(schema: str, tmp_path: Path, database: str) -> None:
    """Its documents get their places; read, they are brought up to date."""
    source = tmp_path / "data"
    shutil.copytree(FIXTURES / schema, source)
    folder = DataFolder.open(source, create=False)
    expected = {code: folder.repository(code).every_snapshot() for code in folder.municipalities()}
    assert expected
    move_in(source, database)
    there = DataFolder.open(open_database(database))
    assert {code: there.repository(code).every_snapshot() for code in there.municipalities()} == expected
    code = next(iter(expected))
    there.repository(code).change_draft("small", lambda _none: draft(gov_01=2))
    move_out(database, tmp_path / "back")
    back = DataFolder.open(tmp_path / "back", create=False)
    assert back.repository(code).draft("small") == there.repository(code).draft("small")


@pytest.mark.parametrize("form", range(1, len(STEPS)))
def test_a_database_of_an_earlier_form_keeps_everything_when_it_is_upgraded(
    form: int, tmp_path: Path, cluster: Cluster, database: str, copy_demo: CopyDemo
) -> None:
    """Until then nothing reads it; afterwards it gives back the same to the byte, and takes answers, snapshots and acts as before."""
    source = lived_in(tmp_path / "data", copy_demo)
    move_in(source, database)
    earlier = of_form(form, cluster, database)
    assert "dxcheck db upgrade" in run("--data", earlier, "cycle", "show").output
    done = run("db", "upgrade", earlier)
    assert (done.exit_code, f"{form} から {len(STEPS)}" in done.output) == (0, True), done.output
    move_out(earlier, tmp_path / "back")
    assert contents(tmp_path / "back") == contents(source)
    there = DataFolder.open(open_database(earlier)).repository("382027")
    before = there.every_snapshot()
    there.change_draft("small", lambda _none: draft(gov_01=2))
    there.add_snapshot(lambda known: msgspec.structs.replace(snapshot(len(known) + 1, snapshot_id="382027-after"), municipality="382027"))
    assert [one.id for one in there.every_snapshot()] == [*(one.id for one in before), "382027-after"]
    assert run("--data", earlier, "account", "list").output == run("--data", database, "account", "list").output
    assert walls_of(cluster, earlier) == walls_of(cluster, database)


def test_a_database_that_is_in_use_is_not_upgraded_unless_somebody_says_so(cluster: Cluster, database: str) -> None:
    """Whoever is connected has an earlier dxcheck: they are counted by login, whoever counts them. One that just ended is waited for."""
    earlier = of_form(len(STEPS) - 1, cluster, database)
    with psycopg.connect(earlier, application_name="psql"), connect(conninfo_of(earlier)) as one, connect(conninfo_of(earlier)):
        refused = run("db", "upgrade", earlier)
        assert refused.exit_code == 1
        assert all(said in refused.output for said in ("2 つの接続", "owner 2", "止めてから", "--yes")), refused.output
        assert schema.form_of(one) == len(STEPS) - 1
        cluster.ask("DROP ROLE IF EXISTS plain; CREATE ROLE plain LOGIN")
        with connect(conninfo_of(earlier.replace("//owner@", "//plain@")), "") as plain:
            assert schema._others_in(plain) == {"owner": 2}
        done = run("db", "upgrade", earlier, "--yes")
        assert done.exit_code == 0, done.output
        assert schema.form_of(one) == len(STEPS)
        assert "なっています" in run("db", "upgrade", earlier).output, "nothing is to be done, so nobody is in the way"
    again = of_form(len(STEPS) - 1, cluster, database)
    with connect(conninfo_of(again)):
        pass
    assert run("db", "upgrade", again).exit_code == 0


def of_form(form: int, cluster: Cluster, url: str) -> str:
    """A database with the same in it as another one, as an earlier dxcheck had made it."""
    made = cluster.empty()
    tables = ("documents", "records", "kept", "texts", "logs", "files")
    with psycopg.connect(made) as there, psycopg.connect(url) as here:
        there.execute("CREATE SCHEMA dxcheck")
        there.execute("SET search_path = dxcheck, pg_temp")
        there.execute("CREATE TABLE form (number integer PRIMARY KEY, since timestamptz NOT NULL DEFAULT now())")
        for number, step in enumerate(STEPS[:form], 1):
            there.execute(step)
            there.execute("INSERT INTO form (number) VALUES (%s)", (number,))
        there.execute("SET session_replication_role = replica")
        for table in tables:
            reading, writing = (
                here.cursor().copy(f"COPY dxcheck.{table} TO STDOUT".encode()),
                there.cursor().copy(f"COPY {table} FROM STDIN".encode()),
            )
            with reading as read, writing as written:
                for piece in read:
                    written.write(piece)
    return made


def walls_of(cluster: Cluster, url: str) -> list[tuple[object, ...]]:
    """What the engine refuses, to whom, and what it does by itself."""
    return cluster.ask(
        """
        SELECT oid::regprocedure::text, pg_get_functiondef(oid), proacl::text FROM pg_proc WHERE pronamespace = 'dxcheck'::regnamespace
        UNION ALL SELECT relname, relrowsecurity::text, relacl::text FROM pg_class WHERE relnamespace = 'dxcheck'::regnamespace
        UNION ALL SELECT tablename || policyname, qual || with_check, roles::text FROM pg_policies WHERE schemaname = 'dxcheck' ORDER BY 1, 2, 3
        """,
        psycopg.conninfo.conninfo_to_dict(url)["dbname"],
    )


@pytest.mark.parametrize("after", [1, 34])
def test_a_move_that_is_cut_off_moves_nothing(after: int, tmp_path: Path, database: str, copy_demo: CopyDemo) -> None:
    """Ctrl+C while it writes or reads back, both ways and from a copy: nothing is there, the source is as it was, and it can be done again."""

    def cut_off(*arguments: str) -> None:
        with followed_by(Interrupted(after)):
            cut = run(*arguments)
        assert cut.exit_code != 0, cut.output

    source = copy_demo(tmp_path / "data")
    before = contents(source)
    assert run("--data", str(source), "backup", str(tmp_path / "copy.zip")).exit_code == 0
    cut_off("move", str(source), database)
    cut_off("restore", str(tmp_path / "copy.zip"), "--to", database)
    move_in(source, database)
    cut_off("move", database, str(tmp_path / "back"))
    cut_off("--data", database, "backup", str(tmp_path / "again.zip"))
    assert contents(source) == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["copy.zip", "data"]


def test_a_move_goes_only_where_nothing_is(tmp_path: Path, database: str, copy_demo: CopyDemo) -> None:
    """And both ways something is written only if all of it is."""
    source = copy_demo(tmp_path / "data")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("x", encoding="utf-8")
    assert "移すデータがありません" in run("move", database, str(tmp_path / "back")).output
    assert not (tmp_path / "back").exists()
    assert "移すデータがありません" in run("move", str(tmp_path / "none"), database).output
    assert run("move", str(source), str(tmp_path / "other")).exit_code == 2
    assert run("move", database, database).exit_code == 2
    assert run("move", str(source), database).exit_code == 0
    assert "もうデータがあります" in run("move", str(source), database).output
    assert "空ではありません" in run("move", database, str(tmp_path / "full")).output
    assert [one.name for one in (tmp_path / "full").iterdir()] == ["note.txt"]


def test_a_folder_that_changes_while_it_is_moved_is_not_moved(
    tmp_path: Path, database: str, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of somebody's work would be here and half there."""
    folder = DataFolder.open(tmp_path / "data")
    folder.repository("382019").add_snapshot(lambda _none: snapshot(1))
    from dxcheck.store.database import transfer

    real = transfer.names_in

    def names(connection: object) -> object:
        folder.repository("382019").change_draft("small", lambda _there: draft(gov_01=2))
        return real(connection)  # type: ignore[arg-type]

    monkeypatch.setattr(transfer, "names_in", names)
    with pytest.raises(words.DatabaseError, match="変わった"):
        move_in(folder.path, database)  # type: ignore[arg-type]
    assert cluster.ask("SELECT count(*) FROM dxcheck.documents", "shared") == [(0,)]


def test_commands_say_the_same_wherever_the_data_is(tmp_path: Path, database: str, copy_demo: CopyDemo) -> None:
    """Looked at from a database and from the folder it came from."""
    source = copy_demo(tmp_path / "data")
    move_in(source, database)
    for looking in LOOKING:
        there, here = (run("--data", data, *looking) for data in (database, str(source)))
        assert (there.exit_code, there.stdout) == (here.exit_code, here.stdout), looking
    problems = [line for line in run("--data", database, "doctor").output.splitlines() if line.startswith("[問題]")]
    assert [line.split()[2] for line in problems] == ["fsync", "full_page_writes"], "off in tests alone, and told"


def test_answers_are_submitted_to_a_database(database: str) -> None:
    """And the result can be made of them; a database that is still empty is named."""
    answers = json.dumps({"gov-01": {"level": 2}})
    done = run("--data", database, "submit", "今治市", "-", "--answered-by", "企画課", "--confirmed-by", "課長", stdin=answers)
    assert done.exit_code == 0, done.output
    assert "データベースは空です" in done.stderr
    shown = run("--data", database, "snapshot", "list", "今治市")
    assert "回答 1/42" in shown.output, shown.output
    assert run("--data", database, "questionnaire", "use", "ehime-dx").exit_code == 0
    assert DataFolder.open(open_database(database)).questionnaire == "ehime-dx"


@pytest.mark.parametrize("way", ["as an argument", "by --data"])
def test_a_demo_is_made_in_an_empty_database(way: str, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a demo there as in a folder, and what somebody tried out in it stays; nothing is left on the disk."""
    monkeypatch.chdir(tmp_path)
    arguments = ("demo", database) if way == "as an argument" else ("--data", database, "demo")
    made = run(*arguments, "--no-open")
    assert (made.exit_code, f"--data {database} check" in made.stderr) == (0, True), made.output
    assert DataFolder.open(open_database(database)).is_demo
    assert "架空" in run("--data", database, "check", "松山市").output
    assert "デモ（架空のデータ）" in run("--data", database, "doctor").output
    there = DataFolder.open(open_database(database)).repository("382027")
    there.change_draft("small", lambda _none: draft(gov_01=2))
    again = run(*arguments, "--no-open")
    assert (again.exit_code, "前につくったデモを開きます" in again.stderr) == (0, True), again.output
    assert there.draft("small") is not None
    refused = run(*arguments, "--no-open", "--fresh")
    assert (refused.exit_code, "もうデータがあります" in refused.output) == (1, True)
    assert there.draft("small") is not None
    assert list(tmp_path.iterdir()) == []


def test_a_demo_goes_nowhere_where_something_is(database: str, cluster: Cluster) -> None:
    """A file is enough; and a database that is not ready says so."""
    cluster.ask("INSERT INTO dxcheck.files (name, content) VALUES ('roster.toml', '')", SHARED)
    refused = run("demo", database, "--no-open")
    assert (refused.exit_code, "もうデータがあります" in refused.output, "つくっています" in refused.output) == (1, True, False)
    assert "dxcheck db init" in run("demo", cluster.empty(), "--no-open").output


@pytest.mark.parametrize("after", [2, 60])
def test_a_demo_that_is_cut_off_leaves_the_database_empty(
    after: int, database: str, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is made and while it is written; it can be made again."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with followed_by(Interrupted(after)):
        cut = run("demo", database, "--no-open")
    assert cut.exit_code != 0, cut.output
    assert cluster.ask("SELECT count(*) FROM dxcheck.documents", SHARED) == [(0,)]
    assert list(tmp_path.iterdir()) == []
    assert run("demo", database, "--no-open").exit_code == 0


def test_a_database_is_made_ready_and_upgraded_by_command(cluster: Cluster) -> None:
    """Twice does no harm; one that is not there is told."""
    url = cluster.empty()
    for _twice in range(2):
        made = run("db", "init", url)
        assert (made.exit_code, "GRANT dxcheck_worker" in made.output) == (0, True), made.output
    assert "この版の形式" in run("db", "upgrade", url).output
    gone = run("--data", "postgresql:///none?host=/nowhere", "check", "今治市")
    assert (gone.exit_code, "つなげません" in gone.output) == (1, True)
    close_databases()


def test_doctor_names_what_sessions_could_do_to_each_other_and_making_it_ready_anew_closes_it(cluster: Cluster) -> None:
    """As in a database that somebody else copied or made."""
    url = cluster.ready()
    assert "TEMPORARY" in run("--data", url, "doctor").output
    assert run("db", "init", url).exit_code == 0
    assert "TEMPORARY" not in run("--data", url, "doctor").output


def test_a_server_that_reads_nothing_is_refused_to_make_copies(database: str, cluster: Cluster, tmp_path: Path) -> None:
    """Before it listens: somebody would rely on them. Nothing else is done with its login."""
    alone(cluster)
    by_itself = cluster.url(SHARED, ALONE)
    assert run("--data", database, "account", "add", "imabari-kikaku", "今治市").exit_code == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = run("--data", by_itself, "serve", "--port", port, "--backup", str(tmp_path / "copies"))
        assert "--backup は使えません" in refused.output
        assert f"ポート{port}で待ち受けられません" in run("--data", by_itself, "serve", "--port", port).output
        assert (
            f"ポート{port}で待ち受けられません"
            in run("--data", database, "serve", "--port", port, "--backup", str(tmp_path / "copies")).output
        )
    for command in (("compare",), ("snapshot", "list", "今治市"), ("backup", str(tmp_path / "mine.zip")), ("account", "list")):
        assert run("--data", by_itself, *command).exit_code == 1
    assert "サーバー専用" in run("--data", by_itself, "doctor").output


def test_doctor_says_where_the_database_would_let_no_session_in(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server would work all the same, and dxcheck alone keep the municipalities apart."""
    assert "dxcheck_app" not in run("--data", database, "doctor").output
    monkeypatch.setattr(lending, "lets_sessions_in", lambda _conninfo: False)
    assert "dxcheck_app" in run("--data", database, "doctor").output
