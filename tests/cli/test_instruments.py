"""Several questionnaires on the command line: which there are, which is in use, which is looked at, and one that is not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.test_commands import run
from instruments import EHIME, OTHER, OTHER_TITLE, desk_of, keep, other
from moments import EARLIER, NOW, set_clock

from dxcheck.model.calendar import Cycle
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer
from dxcheck.questionnaire import shipped_folder
from dxcheck.store.folder import DataFolder
from dxcheck.workspace import Workspace


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two instruments, answered by 今治市."""
    set_clock(monkeypatch, NOW)
    path = tmp_path / "診断データ"
    keep(path, other())
    for instrument, moment, level in ((EHIME, EARLIER, 1), (EHIME, NOW, 2), (OTHER, NOW, 3)):
        desk = desk_of(path, instrument, moment)
        desk.submit_answers({one.id: Answer(choice=level) for one in desk.questionnaire.items}, "企画課", "課長")
    return path


def test_the_list_says_which_one_is_in_use(data: Path) -> None:
    """Before and after another one was chosen; of several versions, the one in force."""
    keep(data, other("2099"), "later.toml")
    lines = run(data, "questionnaire", "list").stdout.splitlines()
    assert [one for one in lines if "（使用中）" in one] == [lines[0]]
    assert lines[0].startswith(EHIME)
    done = run(data, "questionnaire", "use", OTHER)
    assert done.exit_code == 0, done.output
    assert f"「{OTHER_TITLE}」（{OTHER}）" in done.stdout
    lines = run(data, "questionnaire", "list").stdout.splitlines()
    assert [one.split()[0] for one in lines if "（使用中）" in one] == [OTHER]
    assert '"questionnaire-in-use"' in (data / "audit.log").read_text(encoding="utf-8")


def test_what_is_in_use_is_what_every_command_is_about(data: Path) -> None:
    """Text result, list of snapshots, overview, board, report; --questionnaire and the variable go first."""
    assert "全体 2.0" in run(data, "check", "今治").stdout
    run(data, "questionnaire", "use", OTHER)
    said = run(data, "check", "今治").stdout
    assert f"今治市　{OTHER_TITLE}" in said
    assert "全体 3.0" in said
    listed = run(data, "snapshot", "list", "今治", "--json")
    assert [one["questionnaire"]["id"] for one in json.loads(listed.stdout)] == [OTHER]
    assert "--questionnaire ehime-dx" in listed.stderr
    other_way = run(data, "snapshot", "list", "今治", "--json", "--questionnaire", EHIME)
    assert [one["superseded"] for one in json.loads(other_way.stdout)] == [False, False]
    for instrument in (EHIME, OTHER):
        compared = json.loads(run(data, "--questionnaire", instrument, "compare", "--format", "json").stdout)
        assert compared["questionnaire"]["id"] == instrument
        assert compared["counted"] == 1
        line = next(one for one in compared["municipalities"] if one["code"] == "382027")
        assert line["state"] == "counted"


def test_the_variable_names_one_too_and_the_option_goes_before_it(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the command's name as well as behind it."""
    monkeypatch.setenv("DXCHECK_QUESTIONNAIRE", OTHER)
    assert OTHER_TITLE in run(data, "check", "今治").stdout
    assert OTHER_TITLE not in run(data, "check", "今治", "--questionnaire", EHIME).stdout
    assert OTHER_TITLE not in run(data, "--questionnaire", EHIME, "check", "今治").stdout


def test_a_roster_named_before_the_command_goes_before_the_variable(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with the questionnaire and the data folder."""
    monkeypatch.setenv("DXCHECK_ROSTER", str(tmp_path / "no-such.toml"))
    shipped = str(shipped_folder() / "ehime-roster.toml")
    for arguments in (("--roster", shipped, "roster", "list"), ("roster", "list", "--roster", shipped)):
        assert run(data, *arguments).exit_code == 0
    assert run(data, "roster", "list").exit_code == 1


@pytest.mark.parametrize(
    "command",
    ["check 今治", "snapshot list 今治", "draft show 今治", "compare --format json", "report centre -o x.md", "questionnaire use", "serve"],
)
def test_an_id_that_is_not_there_is_said_with_those_that_are(data: Path, command: str) -> None:
    """No traceback: exit 1, the id, what there is, and where it was named."""
    arguments = command.split()
    done = run(data, *arguments, "no-such") if command.endswith("use") else run(data, "--questionnaire", "no-such", *arguments)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "診断票「no-such」は見つかりません" in done.stderr
    assert "ehime-dx（愛媛DX自己診断）" in done.stderr
    assert f"{OTHER}（{OTHER_TITLE}）" in done.stderr
    assert DataFolder.open(data).questionnaire == ""


def test_a_faulty_file_is_named_where_its_questionnaire_is_asked_for(data: Path) -> None:
    """Otherwise one looks for it in vain."""
    path = keep(data, other())
    path.write_text(path.read_text(encoding="utf-8").replace('kind = "full"', 'kind = "full"\nsurprise = 1'), encoding="utf-8")
    done = run(data, "check", "今治", "--questionnaire", OTHER)
    assert done.exit_code == 1
    assert path.name in done.stderr


def test_one_in_use_whose_file_is_gone_is_told_and_can_be_changed(data: Path) -> None:
    """Every look says how; doctor too; nothing that was answered is lost, and a copy can still be made."""
    desk_of(data, OTHER, name="松山").save("gov-01", AnswerPatch(choice=1))
    run(data, "questionnaire", "use", OTHER)
    path = data / "questionnaires" / f"{OTHER}-1.toml"
    content = path.read_bytes()
    path.unlink()
    done = run(data, "check", "今治")
    assert done.exit_code == 1
    assert "dxcheck questionnaire use" in done.stderr
    assert run(data, "questionnaire", "list").exit_code == 0
    told = run(data, "doctor")
    assert told.exit_code == 1
    assert f"使用中の診断票「{OTHER}」のファイルがありません" in told.stdout
    assert run(data, "backup", str(data.parent / "copy.zip")).exit_code == 0
    assert run(data, "questionnaire", "use", EHIME).exit_code == 0
    assert run(data, "check", "今治").exit_code == 0
    assert f"診断票「{OTHER}」に2市町が回答していますが" in run(data, "doctor").stdout
    path.write_bytes(content)
    assert "に2市町が回答していますが" not in run(data, "doctor").stdout
    assert desk_of(data, OTHER, name="松山").draft().answer("gov-01").level == 1


def test_what_is_in_use_goes_along_in_a_copy(data: Path, tmp_path: Path) -> None:
    """Restored or moved elsewhere, the folder begins with the same questionnaire."""
    run(data, "questionnaire", "use", OTHER)
    run(data, "backup", str(tmp_path / "copy.zip"))
    run(data, "restore", str(tmp_path / "copy.zip"), "--to", str(tmp_path / "戻した"))
    assert Workspace.open(tmp_path / "戻した").questionnaire_id == OTHER
    data.rename(tmp_path / "移した")
    assert Workspace.open(tmp_path / "移した").questionnaire_id == OTHER


def test_a_file_is_submitted_to_the_named_one(data: Path, tmp_path: Path) -> None:
    """Its answers are checked against that questionnaire; the other's submission stays as it is."""
    path = tmp_path / "回答.json"
    path.write_text('{"pc-01": {"level": 4}}', encoding="utf-8")
    assert run(data, "submit", "今治", str(path)).exit_code == 1
    done = run(data, "submit", "今治", str(path), "--questionnaire", OTHER, "--merge")
    assert done.exit_code == 0, done.output
    assert desk_of(data, OTHER).snapshot(done.stdout.strip()).answer("pc-01").level == 4
    assert [one.supersedes for one in desk_of(data, EHIME).snapshots()] == ["", ""]


def test_papers_and_pictures_say_which_one_they_are_of(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the text and in the name of the file, so that two of them cannot be mixed up."""
    monkeypatch.chdir(tmp_path)
    paper = tmp_path / "a.md"
    assert run(data, "handover", "今治", "-o", str(paper), "--questionnaire", OTHER).exit_code == 0
    assert OTHER_TITLE in paper.read_text(encoding="utf-8")
    newest = desk_of(data, OTHER).latest()
    assert newest is not None
    picture = tmp_path / "a.svg"
    done = run(data, "chart", "bars", "今治", "--snapshot", newest.id, "-o", str(picture))
    assert done.exit_code == 0, done.output
    assert OTHER_TITLE in picture.read_text(encoding="utf-8")
    assert "愛媛DX自己診断" not in picture.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "command",
    [
        "compare",
        "compare --measure change",
        "compare --format csv",
        "compare --format csv --encoding cp932",
        "centre",
        "snapshot list 今治",
        "draft show 今治",
        "draft give-up 今治 --yes",
        "draft bring-back 今治",
        "benchmark list",
        "benchmark preview",
        "benchmark show {cycle}",
    ],
)
def test_whatever_is_printed_says_which_one_it_is_of(data: Path, command: str) -> None:
    """Where there are several; with one only, nothing is said of it."""
    for instrument in (EHIME, OTHER):
        for town in Workspace.open(data).roster.municipalities:
            desk = desk_of(data, instrument, EARLIER, name=town.code)
            desk.submit_answers({one.id: Answer(choice=1) for one in desk.questionnaire.items}, "企画課", "課長")
        if command.startswith(("benchmark list", "benchmark show")):
            assert run(data, "benchmark", "publish", "--yes", "--questionnaire", instrument).exit_code == 0
    for instrument in (EHIME, OTHER):
        if command.startswith("draft"):
            desk_of(data, instrument).save("gov-01", AnswerPatch(choice=2))
        if command.startswith("draft bring"):
            desk_of(data, instrument).give_up()
    asked = command.format(cycle=Cycle.of(EARLIER.date())).split()
    for instrument, title in ((EHIME, "愛媛DX自己診断"), (OTHER, OTHER_TITLE)):
        done = run(data, *asked, "--questionnaire", instrument)
        assert done.exit_code == 0, done.output
        said = done.stdout_bytes.decode("cp932" if "cp932" in asked else "utf-8")
        assert [one for one in ("愛媛DX自己診断", OTHER_TITLE) if one in said] == [title]
    (data / "questionnaires" / f"{OTHER}-1.toml").unlink()
    if command.startswith("draft"):
        desk_of(data, EHIME).save("gov-01", AnswerPatch(choice=2))
    if command.startswith("draft bring"):
        desk_of(data, EHIME).give_up()
    alone = run(data, *asked)
    assert alone.exit_code == 0, alone.output
    assert "愛媛DX自己診断" not in alone.stdout_bytes.decode("cp932" if "cp932" in asked else "utf-8")


def test_a_snapshot_says_which_one_it_answers(data: Path) -> None:
    """Its own, whichever is looked at."""
    for instrument, title in ((EHIME, "愛媛DX自己診断"), (OTHER, OTHER_TITLE)):
        newest = desk_of(data, instrument).latest()
        assert newest is not None
        for looked_at in (EHIME, OTHER):
            lines = run(data, "snapshot", "show", newest.id, "--questionnaire", looked_at).stdout.splitlines()
            assert title in lines[0]
