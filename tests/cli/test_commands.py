"""The command line, as people and programs use it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from demos import CopyDemo
from moments import NOW, set_clock

from dxcheck.cli.main import main
from dxcheck.cli.root import COMMANDS, first_sentence, root
from dxcheck.model.snapshot import Answer, QuestionnaireRef, Snapshot
from dxcheck.questionnaire import shipped_folder
from dxcheck.questionnaire.load import load_full
from dxcheck.store.folder import DataFolder
from dxcheck.store.layout import place
from dxcheck.system.control_characters import ACTING
from dxcheck.workspace import Workspace

ROOT = Path(__file__).parents[2]
ANSWERS = {
    "mom-01": {"level": 2, "evidence": "5月の資料", "target": 3},
    "svc-04": {"answer": "not_applicable", "reason": "組合が扱う"},
    "gov-01": {"answer": "unknown"},
}


@pytest.fixture(autouse=True)
def autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is November 2026: what is asked, and what may not apply, is that of the version in force then."""
    set_clock(monkeypatch, NOW)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a Japanese name."""
    return tmp_path / "診断データ"


def run(data: Path | str, *arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(root, ["--data", str(data), *arguments], input=stdin, prog_name="dxcheck")


def answers_file(tmp_path: Path, value: object) -> str:
    """A file of answers with a Japanese name."""
    path = tmp_path / "回答 今治.json"
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_submitting_a_file_prints_the_snapshots_id_alone(data: Path, tmp_path: Path) -> None:
    """On standard output the id, on the other what to know; then it can be listed and shown, for people and for programs."""
    done = run(data, "submit", "imab", answers_file(tmp_path, ANSWERS), "--answered-by", "企画課 情報係", "--confirmed-by", "企画課長")
    assert done.exit_code == 0, done.output
    snapshot_id = done.stdout.strip()
    assert snapshot_id.startswith("382027-")
    assert "未回答　39問" in done.stderr
    listed = run(data, "snapshot", "list", "今治市")
    assert snapshot_id in listed.stdout
    [summary] = json.loads(run(data, "snapshot", "list", "今治市", "--json").stdout)
    assert summary["id"] == snapshot_id
    assert summary["answered_by"] == "企画課 情報係"
    assert summary["mean"] is None
    assert summary["superseded"] is False
    shown = run(data, "snapshot", "show", snapshot_id).stdout
    assert "2 一部で計画的に" in shown
    assert "根拠: 5月の資料" in shown
    again = json.loads(run(data, "snapshot", "show", snapshot_id, "--json").stdout)
    assert again["answers"] == ANSWERS
    assert again["dimensions"]["svc"]["not_applicable"] == 1


def test_answers_come_from_standard_input_too(data: Path) -> None:
    """A dash for the file."""
    done = run(data, "submit", "今治", "-", stdin=json.dumps(ANSWERS))
    assert done.exit_code == 0


def test_faulty_answers_are_all_named_and_nothing_is_stored(data: Path, tmp_path: Path) -> None:
    """Exit 1, both faults, and an empty list afterwards."""
    refused = run(data, "submit", "今治", answers_file(tmp_path, {"mom-01": {"level": 9}, "mom-99": {"level": 1}}))
    assert refused.exit_code == 1
    assert "2か所に誤りがあります。何も提出していません" in refused.output
    assert "mom-01: level は0から5" in refused.output
    assert "mom-99" in refused.output
    assert json.loads(run(data, "snapshot", "list", "今治", "--json").stdout) == []


def test_submitting_again_in_the_same_cycle_supersedes(data: Path, tmp_path: Path) -> None:
    """Both stay; the first is marked."""
    first = run(data, "submit", "今治", answers_file(tmp_path, ANSWERS)).stdout.strip()
    second = run(data, "submit", "今治", answers_file(tmp_path, {**ANSWERS, "mom-01": {**ANSWERS["mom-01"], "level": 3}})).stdout.strip()
    old, new = json.loads(run(data, "snapshot", "list", "今治", "--json").stdout)
    assert (old["id"], old["superseded"]) == (first, True)
    assert (new["id"], new["supersedes"]) == (second, first)
    assert "（訂正前）" in run(data, "snapshot", "list", "今治").stdout


def test_check_in_a_pipe_prints_the_result_and_exits_0(tmp_path: Path, copy_demo: CopyDemo) -> None:
    """On the demo: marked as such, first steps, dimensions, counts; nothing yet says what to do."""
    demo = copy_demo(tmp_path / "demo")
    printed = run(demo, "check")
    assert printed.exit_code == 0
    assert printed.stdout.startswith("デモ（架空のデータ）")
    for wanted in ("今治市", "答えている途中の診断　21/42問", "もうできていること", "最初の一歩", "相談先", "機運・対話・人の変化", "5/5"):
        assert wanted in printed.stdout
    empty = run(demo, "check", "上島")
    assert empty.exit_code == 0
    assert "まだ診断結果がありません" in empty.stdout


def test_check_without_a_municipality_in_a_pipe_is_a_usage_error(data: Path) -> None:
    """Exit 2, with what to type."""
    refused = run(data, "check")
    assert refused.exit_code == 2
    assert "dxcheck check 松山市" in refused.output
    assert not data.exists()


@pytest.mark.parametrize(("asked", "wanted"), [("Matuyama", "松山市"), ("ma", "松前町"), ("zzz", "6桁のコード")])
def test_an_unknown_municipality_suggests(data: Path, asked: str, wanted: str) -> None:
    """Exit 1, the nearest or the fitting ones."""
    refused = run(data, "snapshot", "list", asked)
    assert refused.exit_code == 1
    assert wanted in refused.output


@pytest.mark.parametrize("snapshot_id", ["382027-20260101-abcdef", "999999-x", "", "../../etc"])
def test_an_unknown_snapshot_says_where_to_find_ids(data: Path, snapshot_id: str) -> None:
    """Exit 1."""
    refused = run(data, "snapshot", "show", snapshot_id)
    assert refused.exit_code == 1
    assert "dxcheck snapshot list" in refused.output


def test_questionnaires_are_listed_shown_and_checked(data: Path, tmp_path: Path) -> None:
    """The shown TOML is itself a sound file; a faulty one exits 1 with every place."""
    assert "ehime-dx" in run(data, "questionnaire", "list").stdout
    assert "mom-01" in run(data, "questionnaire", "show", "ehime-dx").stdout
    assert "mom-01" in run(data, "questionnaire", "show", "first-step").stdout
    copy = tmp_path / "自分の票.toml"
    copy.write_text(run(data, "questionnaire", "show", "ehime-dx", "--toml").stdout, encoding="utf-8")
    sound = run(data, "questionnaire", "check", str(copy))
    assert sound.exit_code == 0, sound.output
    assert "8分野 42問" in sound.stdout
    copy.write_text(copy.read_text(encoding="utf-8").replace('id = "gov-03"', 'id = "gov-02"', 1), encoding="utf-8")
    faulty = run(data, "questionnaire", "check", str(copy), str(tmp_path / "missing.toml"))
    assert faulty.exit_code == 1
    assert "gov-02: 同じIDが2回" in faulty.stdout
    assert "missing.toml" in faulty.stdout
    missing = run(data, "questionnaire", "show", "nothing")
    assert missing.exit_code == 1
    assert "ehime-dx 2026.1" in missing.output


def test_the_schema_for_editors_names_the_same_limits(data: Path) -> None:
    """Two to eleven steps, a next step fewer."""
    schema = json.loads(run(data, "questionnaire", "schema").stdout)
    item = schema["$defs"]["Item"]
    assert item["properties"]["levels"]["maxItems"] == 11
    assert item["properties"]["next_steps"]["maxItems"] == 10
    assert schema["$defs"]["Questionnaire"]["properties"]["scale"]["minItems"] == 2
    assert "prompt" in item["required"]
    assert json.loads(run(data, "questionnaire", "schema", "--quick").stdout)["$ref"].endswith("QuickCheck")


def test_an_own_questionnaire_and_an_own_roster_are_used(data: Path, tmp_path: Path) -> None:
    """Both lie in the data folder; nobody touched code."""
    (data / "questionnaires").mkdir(parents=True)
    own = run(data, "questionnaire", "show", "ehime-dx", "--toml").stdout.replace('version = "2026.1"', 'version = "2026.1b"', 1)
    (data / "questionnaires" / "own.toml").write_text(own, encoding="utf-8")
    assert "2026.1b" in run(data, "questionnaire", "list").stdout
    roster = data / "roster.toml"
    roster.write_text('kind = "roster"\n', encoding="utf-8")
    refused = run(data, "roster", "list")
    assert refused.exit_code == 1
    assert "roster.toml" in refused.output


def test_the_roster_is_listed(data: Path) -> None:
    """Twenty lines and a heading."""
    assert len(run(data, "roster", "list").stdout.splitlines()) == 21


def test_the_demo_is_made_where_the_data_option_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named with `--data` as for every command; not the folder of the environment, where real data lies."""
    monkeypatch.chdir(tmp_path)
    made = run(tmp_path / "試し", "demo", "--no-open")
    assert made.exit_code == 0, made.output
    assert [one.name for one in tmp_path.iterdir()] == ["試し"]
    monkeypatch.setenv("DXCHECK_DATA", str(tmp_path / "本番"))
    assert CliRunner().invoke(root, ["demo", "--no-open"], prog_name="dxcheck").exit_code == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == ["demo", "試し"]


def test_the_demo_is_made_and_never_over_real_data(data: Path, tmp_path: Path) -> None:
    """In a pipe it prints the home municipality; a folder with something else in it is refused and left alone."""
    made = run(data, "demo", str(tmp_path / "demo"))
    assert made.exit_code == 0, made.output
    assert "デモ（架空のデータ）" in made.stdout
    run(tmp_path / "demo", "submit", "上島", "-", stdin=json.dumps(ANSWERS))
    assert "前につくったデモ" in run(data, "demo", str(tmp_path / "demo"), "--no-open").stderr
    assert "上島町" in run(tmp_path / "demo", "check", "上島").stdout
    assert '"snapshots"' in place(tmp_path / "demo", "383562.json").read_text(encoding="utf-8")
    assert run(data, "demo", str(tmp_path / "demo"), "--no-open", "--fresh").exit_code == 0
    assert '"snapshots"' not in place(tmp_path / "demo", "383562.json").read_text(encoding="utf-8")
    run(data, "submit", "今治", "-", stdin=json.dumps(ANSWERS))
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    refused = run(data, "demo", str(data))
    assert refused.exit_code == 1
    assert "別のデータがある" in refused.output
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def test_doctor_says_what_is_in_use_and_finds_damage(tmp_path: Path, copy_demo: CopyDemo) -> None:
    """Exit 0 on a sound folder; a damaged file, a faulty questionnaire: exit 1, named, with what to do."""
    demo = copy_demo(tmp_path / "demo")
    sound = run(demo, "doctor")
    assert sound.exit_code == 0, sound.output
    assert str(demo) in sound.stdout
    assert "壊れたものはありません" in sound.stdout
    place(demo, "382019.json").write_bytes(b"{")
    (demo / "questionnaires" / "bad.toml").write_bytes(b"kind = [")
    found = run(demo, "doctor")
    assert found.exit_code == 1
    assert "382019.json の内容が壊れています" in found.stdout
    assert "bad.toml" in found.stdout
    assert "どうするか" in found.stdout


def test_doctor_on_a_folder_that_is_not_there_yet_creates_nothing(data: Path) -> None:
    """It says that the first save makes it."""
    assert "まだありません" in run(data, "doctor").stdout
    assert not data.exists()


def test_completion_offers_municipalities_and_snapshots(
    tmp_path: Path, copy_demo: CopyDemo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By romaji, by Japanese name; ids of snapshots that are there."""
    demo = copy_demo(tmp_path / "demo")
    monkeypatch.setenv("DXCHECK_DATA", str(demo))
    monkeypatch.setenv("_DXCHECK_COMPLETE", "bash_complete")
    snapshot_id = Workspace.open(demo).folder.repository("382027").every_snapshot()[0].id
    for words, wanted in (
        ("dxcheck check Ma", "Matsuyama"),
        ("dxcheck check 松", "松山市"),
        (f"dxcheck snapshot show {snapshot_id[:12]}", snapshot_id),
        ("dxcheck questionnaire show e", "ehime-dx"),
    ):
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
        with pytest.raises(SystemExit):
            main([])
        assert wanted in capsys.readouterr().out, words


def test_completion_says_what_to_add_to_the_shell(data: Path) -> None:
    """One line, and where."""
    assert 'eval "$(_DXCHECK_COMPLETE=bash_source dxcheck)"' in run(data, "completion", "bash").stdout


def test_global_options_work_before_and_after_the_command(data: Path, tmp_path: Path) -> None:
    """--data at either place."""
    path = answers_file(tmp_path, ANSWERS)
    other = tmp_path / "other"
    result = CliRunner().invoke(root, ["submit", "今治", path, "--data", str(other)])
    assert result.exit_code == 0
    assert DataFolder.open(other, create=False).municipalities() == ["382027"]
    assert not data.exists()


def program(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The real program in a process of its own."""
    named = {**os.environ, "PYTHONIOENCODING": "utf-8", "LANG": "C.UTF-8", **environment}
    command = [sys.executable, "-m", "dxcheck", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=named, stdin=subprocess.DEVNULL, timeout=60, check=False
    )


def test_help_imports_nothing_heavy() -> None:
    """Neither textual nor tinydb nor matplotlib nor msgspec nor the questionnaires, and all commands are listed."""
    code = "import sys; from dxcheck.cli.main import main; main(['--help']); print(sorted(m for m in sys.modules if m.partition('.')[0] in ('textual','rich','tinydb','matplotlib','msgspec','filelock','jsonschema') or m.startswith(('dxcheck.questionnaire', 'dxcheck.store', 'dxcheck.app'))))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
    for name in COMMANDS:
        assert name in done.stdout


def test_japanese_is_the_default_and_english_is_asked_for() -> None:
    """Click's own words too."""
    assert "使い方: dxcheck" in program("--help").stdout
    assert "Usage: dxcheck" in program("--lang", "en", "--help").stdout
    assert "Usage: dxcheck" in program("--help", LANG="en_US.UTF-8").stdout
    assert "使い方: dxcheck" in program("--help", LANG="en_US.UTF-8", DXCHECK_LANG="ja").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "wanted"),
    [
        (("nothing",), 2, "コマンド 'nothing' はありません"),
        (("check", "--nothing"), 2, "オプション '--nothing' はありません"),
        (("submit",), 2, "引数がありません"),
        (("check", "--lang", "fr"), 2, "値が正しくありません"),
        (("submit", "今治", "no.json"), 1, "no.json を読めません（見つかりません）"),
        (("--data", "pyproject.toml", "snapshot", "list", "今治"), 1, "フォルダーではありません"),
        (("--roster", "no.toml", "roster", "list"), 1, "読めません"),
        (("--version",), 0, "dxcheck"),
        ((), 0, "使い方: dxcheck"),
    ],
)
def test_exit_codes_and_messages_without_a_traceback(tmp_path: Path, arguments: tuple[str, ...], code: int, wanted: str) -> None:
    """0 done, 1 the input is at fault, 2 wrong usage; always in the user's language."""
    (tmp_path / "data").mkdir()
    done = program(*arguments, DXCHECK_DATA=str(tmp_path / "data"))
    assert done.returncode == code, done.stderr
    assert wanted in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    """`dxcheck questionnaire show ehime-dx | head -1` is quiet."""
    command = f"{sys.executable} -m dxcheck questionnaire show ehime-dx | head -1"
    done = subprocess.run(
        command,
        shell=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    assert done.stderr == ""


def test_every_command_has_help_in_both_languages() -> None:
    """Opened one by one in a process whose language is English, and those below them too; English has no kana."""
    pages = subprocess.run([sys.executable, ROOT / "docs" / "commands.py", "en"], check=True, capture_output=True, encoding="utf-8").stdout
    helps = dict(re.findall(r"^## dxcheck ([^\n]+)\n\n```text\n(.*?)^```", pages, re.DOTALL | re.MULTILINE))
    assert COMMANDS.keys() <= helps.keys()
    assert [told for told in helps.values() if re.search("[\u3040-\u30ff]", told)] == []
    english = program("--lang", "en", "check", "--help")
    assert english.returncode == 0
    assert helps["check"].split() == english.stdout.split()


def test_no_text_of_a_snapshot_acts_on_the_terminal(tmp_path: Path) -> None:
    """A file edited by hand may hold marks that turn the order of a text around: shown without them, and escaped in JSON."""
    folder = DataFolder.open(tmp_path)
    text = load_full(shipped_folder() / "ehime-dx.toml")
    folder.repository("382019").keep_questionnaire(text)
    answers = {text.items[0].id: Answer(choice=1, evidence="規程\u202eあり\x1b[2J", comment="\u2066左\u061c")}
    made = Snapshot("382019-20261123-aaaaaa", 1, "382019", QuestionnaireRef.to(text), 1, NOW, "企画\u202e課", "課長\x9b", answers)
    folder.repository("382019").add_snapshot(lambda _there: made)
    for one in (["show", made.id], ["list", "松山市"]):
        said = CliRunner().invoke(root, ["--data", str(tmp_path), "snapshot", *one])
        assert said.exit_code == 0, said.output
        assert re.search(ACTING, said.output) is None
    raw = CliRunner().invoke(root, ["--data", str(tmp_path), "snapshot", "show", made.id, "--json"]).output
    assert re.search(ACTING, raw) is None
    assert json.loads(raw)["answers"][text.items[0].id]["evidence"] == "規程\u202eあり\x1b[2J"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_list_of_commands_says_what_each_of_them_does(name: str) -> None:
    """In a whole sentence, also where it has no space at which it could be cut."""
    command = root.get_command(click.Context(root), name)
    for one in command.commands.values() if isinstance(command, click.Group) else ():
        said = one.get_short_help_str()
        assert len(said) > len("..."), one.name
        assert not said.endswith("..."), one.name


def test_a_sentence_ends_where_it_ends_in_either_language() -> None:
    """Not at the dot of a file's ending."""
    assert first_sentence("業務を1つ消します。dxcheck work take-back で戻せます。\n\nほか") == "業務を1つ消します。"
    assert first_sentence("Make a file (.xlsx) of it. It is small.") == "Make a file (.xlsx) of it."
    assert first_sentence("業務の棚卸しを見る\n\nほか") == "業務の棚卸しを見る"
