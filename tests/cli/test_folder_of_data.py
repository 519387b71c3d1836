"""A command in the wrong place makes no data folder unasked, and says which folder it works in where that is new or empty."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dxcheck.cli import check
from dxcheck.cli.root import root
from dxcheck.store.errors import MissingFolderError
from dxcheck.store.folder import DataFolder

ANSWERS = json.dumps({"gov-01": {"level": 2}})


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of its own, where nothing is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DXCHECK_DATA", raising=False)


def run(*arguments: str, stdin: str = "", **environment: str) -> Result:
    """Run a command in this process."""
    return CliRunner(env=environment).invoke(root, list(arguments), input=stdin, prog_name="dxcheck")


WRITING = [
    ("submit", "今治市", "-"),
    ("account", "add", "imabari-kikaku", "今治市"),
    ("cycle", "open", "--closes", "3/31"),
    ("benchmark", "import", "-"),
    ("benchmark", "publish", "--yes"),
    ("questionnaire", "use", "ehime-dx"),
]


@pytest.mark.parametrize("arguments", [*WRITING, ("serve",)])
def test_a_command_that_writes_makes_no_folder_unasked(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """It names the folder that is missing, and how to make one."""
    refused = run(*arguments, stdin=ANSWERS)
    assert refused.exit_code == 1
    assert str(tmp_path / "snapshots") in refused.stderr
    assert "--data snapshots" in refused.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [("cycle", "close", "--yes"), ("cycle", "extend", "3/31"), ("account", "disable", "x"), ("snapshot", "list", "今治市"), ("compare",)],
)
def test_every_other_command_makes_none_either(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Whatever it answers, it names the folder that is not there."""
    assert str(tmp_path / "snapshots") in run(*arguments).stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", WRITING)
def test_a_wrong_variable_makes_no_folder(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Seen: DXCHECK_DATA=nonex made ./nonex. A variable is nobody saying yes; what it says, and what it is called, is named."""
    refused = run(*arguments, stdin=ANSWERS, DXCHECK_DATA="nonex")
    assert refused.exit_code == 1
    assert str(tmp_path / "nonex") in refused.stderr
    assert "DXCHECK_DATA" in refused.stderr
    assert "--data nonex" in refused.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address", ["POSTGRESQL://me:geheim@host/dx", "postgresql:/me:geheim@host/dx", "postgresql+psycopg://me:geheim@host/dx"]
)
def test_no_address_with_a_slip_becomes_a_folder(address: str, tmp_path: Path) -> None:
    """Its password would stand in a message and in a name on the disk."""
    for arguments in (("--data", address, "centre"), ("db", "init", address), ("move", address, "back"), ("--data", address, "doctor")):
        refused = run(*arguments)
        assert refused.exit_code == 1
        assert "接続先を読めません" in refused.output
        assert "geheim" not in refused.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address", ["./postgresql://me:geheim@host/dx", "'postgresql://me:geheim@host/dx'", " postgresql://me:geheim@host/dx"]
)
def test_an_address_that_is_taken_for_a_path_becomes_no_folder_either(address: str, tmp_path: Path) -> None:
    """Quoted in a file of variables, with a space before it, or as a path: whatever makes folders makes none with such a name, and does not tell the password."""
    assert run("--data", "data", "submit", "今治市", "-", stdin=ANSWERS).exit_code == 0
    for refused in (
        run("--data", address, "submit", "今治市", "-", stdin=ANSWERS),
        run("serve", "--no-login", "imabari-kikaku", DXCHECK_DATA=address),
        run("--data", "data", "backup", f"{address}/a.zip"),
        run("demo", address),
    ):
        assert refused.exit_code == 1, refused.output
        assert "接続先" in refused.output
        assert "geheim" not in refused.output
        assert "Traceback" not in refused.output
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


def test_an_address_made_a_path_by_a_program_becomes_no_folder(tmp_path: Path) -> None:
    """Seen: a test gave a writer the address of its database, and the writer took it for a folder's."""
    with pytest.raises(MissingFolderError, match="接続先"):
        DataFolder.open(Path("postgresql://owner@/shared?host=/dev/shm/one"))
    assert list(tmp_path.iterdir()) == []


def test_the_option_beside_a_variable_is_somebody_saying_yes(tmp_path: Path) -> None:
    """Then it is used as if it had been there before."""
    assert run("submit", "今治市", "-", "--data", "b", stdin=ANSWERS, DXCHECK_DATA="b").exit_code == 0
    assert run("submit", "松山市", "-", stdin=ANSWERS, DXCHECK_DATA="b").exit_code == 0
    assert [one.name for one in tmp_path.iterdir()] == ["b"]


def test_a_service_takes_its_folder_from_its_environment(tmp_path: Path) -> None:
    """Whoever sets one up writes it there, and nobody sits before it."""
    refused = run("serve", "--no-login", "imabari-kikaku", DXCHECK_DATA="b")
    assert refused.exit_code != 0, "not a demo"
    assert f"新しくつくりました: {tmp_path / 'b'}" in refused.stderr


def test_the_doctor_says_how_a_missing_folder_is_made() -> None:
    """Saving alone makes none."""
    said = run("doctor", DXCHECK_DATA="nonex").stdout
    assert "nonex はまだありません" in said
    assert "最初に保存したとき" not in said
    assert "--data" in said


def test_a_folder_that_was_named_is_made_and_said(tmp_path: Path) -> None:
    """By the option; the next time nothing is said."""
    made = run("--data", "新しい", "submit", "今治市", "-", stdin=ANSWERS)
    assert made.exit_code == 0, made.output
    assert f"新しくつくりました: {tmp_path / '新しい'}" in made.stderr
    assert "つくりました" not in run("--data", "新しい", "submit", "松山市", "-", stdin=ANSWERS).stderr


def test_an_empty_folder_is_named_and_used(tmp_path: Path) -> None:
    """It is there because somebody made it."""
    (tmp_path / "snapshots").mkdir()
    done = run("submit", "今治市", "-", stdin=ANSWERS)
    assert done.exit_code == 0
    assert f"空です: {tmp_path / 'snapshots'}" in done.stderr


def test_lists_that_need_no_data_say_nothing_of_it() -> None:
    """The roster and the questionnaires come with dxcheck."""
    for arguments in (("roster", "list"), ("questionnaire", "list"), ("questionnaire", "show", "ehime-dx")):
        assert "snapshots" not in run(*arguments).stderr, arguments


@pytest.mark.parametrize("environment", [{}, {"DXCHECK_DATA": "snapshots"}], ids=["nothing set", "a variable set"])
@pytest.mark.parametrize(("answer", "makes"), [("n\n", False), ("\n", True)])
def test_the_app_asks_before_it_makes_a_folder(
    answer: str, makes: bool, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the first start in a terminal; no is no."""
    monkeypatch.setattr(check, "open_or_print", lambda *_given, **_named: 0)
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _self: True, raising=False)
    asked = run("check", "今治市", stdin=answer, **environment)
    assert str(tmp_path / "snapshots") in asked.output
    assert (tmp_path / "snapshots").is_dir() == makes


def test_a_backup_says_of_what_and_how_many_municipalities(tmp_path: Path) -> None:
    """Also when it is checked and when it comes back."""
    for one in ("今治市", "松山市"):
        run("--data", "data", "submit", one, "-", stdin=ANSWERS)
    made = run("--data", "data", "backup", "a.zip")
    assert "2市町のデータ" in made.stdout
    assert str(tmp_path / "data") in made.stdout
    assert "2市町のデータ" in run("backup", "a.zip", "--check").stdout
    assert "2市町のデータ" in run("restore", "a.zip", "--to", "back").stdout


def test_a_backup_without_a_municipality_is_said_loudly(tmp_path: Path) -> None:
    """Accounts alone can be kept; a folder that is none of ours is refused."""
    run("--data", "data", "account", "add", "a-kikaku", "今治市")
    made = run("--data", "data", "backup", "a.zip")
    assert made.exit_code == 0
    assert "市町の回答が1つも入っていません" in made.stderr
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "memo.txt").write_text("x")
    refused = run("--data", "other", "backup", "b.zip")
    assert refused.exit_code == 1
    assert not (tmp_path / "b.zip").exists()
