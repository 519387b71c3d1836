"""`dxcheck db put`, `list` and `show`: a roster, rule or questionnaire of one's own gets into a database, checked, with what was there before kept and written down."""

from __future__ import annotations

import json
import time
from pathlib import Path

import psycopg
import pytest
from cli.test_database_commands import run
from store.making import CODE, snapshot

from dxcheck.desk.disclosure import read_rule
from dxcheck.questionnaire import shipped_folder
from dxcheck.store.audit import AUDIT
from dxcheck.store.backup import belonging
from dxcheck.store.database.database_shelf import open_database
from dxcheck.store.database.transfer import move_out
from dxcheck.store.folder import DataFolder
from dxcheck.system.toml import FaultyFileError, read_toml
from dxcheck.workspace import Workspace

ROSTER = (shipped_folder() / "ehime-roster.toml").read_text(encoding="utf-8")
SMALL = (shipped_folder() / "ehime-dx.toml").read_text(encoding="utf-8").replace('id = "ehime-dx"', 'id = "own"', 1)


def put(database: str, tmp_path: Path, name: str, content: str) -> tuple[int, str]:
    """Put a file of this name in; the exit code and what was said."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    done = run("db", "put", database, str(tmp_path / name))
    return done.exit_code, done.output


def test_each_kind_gets_in_and_is_used(database: str, tmp_path: Path) -> None:
    """Told by what is in it, whatever a roster's file is called."""
    code, said = put(database, tmp_path, "四国.toml", ROSTER.replace("松山市", "松山新市"))
    assert (code, "roster.toml を入れました" in said, "動かし直してください" in said) == (0, True, True), said
    code, said = put(database, tmp_path, "disclosure.toml", "least = 12\n")
    assert (code, "そのままで構いません" in said) == (0, True), said
    assert put(database, tmp_path, "own.toml", SMALL)[0] == 0
    workspace = Workspace.open(open_database(f"{database}&application_name=another"))
    assert workspace.roster.find("松山").name == "松山新市"
    assert read_rule(workspace.folder.settings_folder).least == 12
    assert "own" in {one.id for one in workspace.library.all()}
    assert "own" in run("--data", database, "questionnaire", "list").output


def test_what_was_there_before_is_kept_and_goes_along(database: str, tmp_path: Path) -> None:
    """Under a name with the day; listed, shown, in the log, and moved with everything else. The same once more changes nothing."""
    first, second, third = (f"least = {number}\n" for number in (12, 13, 14))
    for content in (first, second, second, third):
        code, said = put(database, tmp_path, "disclosure.toml", content)
        assert code == 0, said
    assert "前の内容は disclosure.toml." in said
    assert "何も変えていません" in put(database, tmp_path, "disclosure.toml", third)[1]
    listed = run("db", "list", database).output.split("\n")
    before = [line.rpartition(" ")[2] for line in listed if "前の内容" in line]
    assert [run("db", "show", database, one).output for one in before] == [first, second]
    assert run("db", "show", database, "disclosure.toml").output == third
    assert run("db", "show", database, before[0], "-o", str(tmp_path / "back.toml")).exit_code == 0
    assert put(database, tmp_path, "disclosure.toml", (tmp_path / "back.toml").read_text(encoding="utf-8"))[0] == 0
    assert run("db", "show", database, "audit.log").exit_code == 1
    move_out(database, tmp_path / "folder")
    there = {one.name for one in belonging(tmp_path / "folder")}
    assert {"disclosure.toml", *before} <= there
    assert read_rule(tmp_path / "folder").least == 12
    lines = [json.loads(one) for one in (tmp_path / "folder" / AUDIT).read_text(encoding="utf-8").splitlines()]
    assert [one["event"] for one in lines] == ["settings-put"] * 4
    assert all(one["detail"].startswith("disclosure.toml ") for one in lines)


FAULTY = {
    "roster.toml": ROSTER.replace('code = "382019"', 'code = "382018"', 1),
    "disclosure.toml": "least = 1\n",
    "own.toml": SMALL.replace('version = "', 'wersion = "', 1),
    "torn.toml": "kind = ",
    "other.toml": "least = 12\n",
    "twice.toml": SMALL.replace('id = "own"', 'id = "ehime-dx"', 1).replace("職員", "社員"),
    "own.txt": SMALL,
}


@pytest.mark.parametrize("name", FAULTY)
def test_nothing_with_a_fault_gets_in(name: str, database: str, tmp_path: Path) -> None:
    """Each is named; what is there stays."""
    code, said = put(database, tmp_path, name, FAULTY[name])
    assert (code, name in said) == (1, True), said
    assert len(said.strip().splitlines()) >= 2, said
    with psycopg.connect(database) as owner:
        assert owner.execute("SELECT name FROM dxcheck.files").fetchall() == []
        assert owner.execute("SELECT name FROM dxcheck.logs").fetchall() == []
    assert run("db", "put", database, str(tmp_path / "none.toml")).exit_code == 1


@pytest.mark.parametrize("name", ["a:b.toml", "a\\b.toml", "new\nline.toml", "\udcff.toml", f"{'診' * 80}.toml"])
def test_a_name_that_no_copy_could_have_gets_in_nowhere(name: str, database: str, tmp_path: Path) -> None:
    """It would be left out of every copy, or stop it; also with the day behind it, under which it is kept later."""
    code, said = put(database, tmp_path, name, SMALL)
    assert (code, "ファイル名" in said) == (1, True), said
    assert "Traceback" not in said
    assert "まだ何も" in run("db", "list", database).output


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such file here")
def test_a_file_without_an_end_is_too_large() -> None:
    """Its size says nothing."""
    with pytest.raises(FaultyFileError, match="大きすぎます"):
        read_toml(Path("/dev/zero"))


def test_neither_another_prefectures_roster_nor_other_words_of_what_was_answered(database: str, tmp_path: Path) -> None:
    """Whose data is there already; a municipality that would be left out is named."""
    folder = DataFolder.open(open_database(database))
    assert put(database, tmp_path, "own.toml", SMALL)[0] == 0
    folder.repository(CODE).add_snapshot(lambda _none: snapshot(1))
    workspace = Workspace.open(open_database(database))
    own = next(one for one in workspace.library.all() if one.id == "own")
    folder.keep_questionnaire(own)
    code, said = put(database, tmp_path, "kochi.toml", ROSTER.replace('code = "380008"', 'code = "390003"', 1))
    assert (code, "別の都道府県" in said) == (1, True), said
    code, said = put(database, tmp_path, "own.toml", SMALL.replace("職員", "社員"))
    assert (code, "新しい version" in said) == (1, True), said
    code, said = put(database, tmp_path, "own.toml", SMALL.replace(f'version = "{own.version}"', 'version = "next"', 1))
    assert (code, "一覧からなくなります" in said) == (0, True), said
    without = "".join(part for part in ROSTER.replace("[[municipalities]]", "\0[[municipalities]]").split("\0") if f'"{CODE}"' not in part)
    code, said = put(database, tmp_path, "roster.toml", without)
    assert (code, f"{CODE}.json" in said) == (0, True), said


def test_a_roster_that_cannot_be_used_can_be_replaced(database: str, tmp_path: Path) -> None:
    """Whoever moved a faulty one in must not be kept out."""
    shelf = open_database(database).shelf
    root = open_database(database)
    shelf.write(root / "roster.toml", b"kind = ")
    assert run("--data", database, "roster", "list").exit_code == 1
    assert put(database, tmp_path, "roster.toml", ROSTER)[0] == 0
    assert run("--data", database, "roster", "list").exit_code == 0


def test_who_runs_already_reads_it_without_being_started_anew(database: str, tmp_path: Path) -> None:
    """As in a folder: whoever opens the data the next time, in a process that watches what changes."""
    root = open_database(f"{database}&application_name=server")
    root.shelf.stamp(root / "roster.toml")
    before = root.shelf.settings_folder(root)
    assert not (before / "questionnaires" / "own.toml").exists()
    assert put(database, tmp_path, "own.toml", SMALL)[0] == 0
    assert put(database, tmp_path, "disclosure.toml", "least = 12\n")[0] == 0
    until = time.monotonic() + 5
    while read_rule(root.shelf.settings_folder(root)).least != 12:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert "own" in {one.id for one in Workspace.open(root).library.all()}
    assert root.shelf.settings_folder(root) == before
