"""A municipality without a connection and the centre hand each other a file, there and back."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import msgspec
import pytest
from cli.test_commands import run
from demos import CopyDemo
from desks import DAY
from moments import NOW, set_clock

from dxcheck.formats.exchange import ExchangeFileError, from_exchange_file
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer
from dxcheck.workspace import Workspace


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """今治市's own folder, with something submitted and something in progress."""
    set_clock(monkeypatch, NOW)
    workspace = Workspace.open(tmp_path / "市町", create=True)
    desk = workspace.staff_desk(workspace.roster.find("今治"), post="企画課", now=lambda: NOW)
    desk.submit_answers({"mom-01": Answer(2, evidence="名簿"), "mom-02": Answer("unknown")}, "企画課", "企画課長")
    desk.save("gov-01", AnswerPatch(choice=4, evidence="書きかけ"))
    return tmp_path / "市町"


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    """The centre's."""
    Workspace.open(tmp_path / "センター", create=True)
    return tmp_path / "センター"


def handed(data: Path, *what: str, to: Path) -> Path:
    """A file that a command wrote."""
    made = run(data, "exchange", *what, "-o", str(to), "--force")
    assert made.exit_code == 0, made.output
    return to


def stored(data: Path) -> list[object]:
    """What is there of 今治市."""
    return list(Workspace.open(data).folder.repository("382027").every_snapshot())


def test_what_was_submitted_comes_to_the_centre_once(town: Path, centre: Path, tmp_path: Path) -> None:
    """Looked at first, taken in with --yes, and a second time nothing comes; the log has it."""
    file = handed(town, "out", "今治", to=tmp_path / "渡す.json")
    assert "書きかけ" not in file.read_text("utf-8")
    shown = run(centre, "exchange", "show", str(file))
    for said in ("今治市からセンターへの受け渡しファイルです", "新しく入る診断結果 1件", "だれがつくったかまでは確かめられない"):
        assert said in shown.stdout
    asked = run(centre, "exchange", "in", str(file))
    assert (asked.exit_code, "--yes" in asked.output, stored(centre)) == (1, True, [])
    taken = run(centre, "exchange", "in", str(file), "--yes")
    assert "診断結果を1件取り込みました" in taken.stdout
    assert stored(centre) == stored(town)
    before = {one: one.read_bytes() for one in centre.rglob("*.json")}
    again = run(centre, "exchange", "in", str(file), "--yes")
    assert "すでに入っている診断結果 1件" in again.stdout
    assert "取り込むものはありません" in again.stdout
    assert {one: one.read_bytes() for one in centre.rglob("*.json")} == before
    assert (centre / "audit.log").read_text("utf-8").count("exchange-in") == 1
    assert (town / "audit.log").read_text("utf-8").count("exchange-out") == 1


def test_a_draft_goes_along_only_where_it_is_wanted_and_is_the_municipalitys_own(town: Path, centre: Path, tmp_path: Path) -> None:
    """The centre is told of it and takes none of it; with --draft it comes as one step, which is taken back as one."""
    file = handed(town, "out", "今治", "--draft", to=tmp_path / "渡す.json")
    plain = run(centre, "exchange", "in", str(file), "--yes")
    assert "下書き（回答3問）も入っていますが、取り込みません" in plain.stdout
    assert "書きかけ" not in plain.stdout
    desk = Workspace.open(centre).staff_desk(Workspace.open(centre).roster.find("今治"))
    assert desk.draft() is None
    taken = run(centre, "exchange", "in", str(file), "--draft", "--yes")
    assert "取り込みました" in taken.stdout
    draft = desk.draft()
    assert draft is not None
    assert draft.answer("gov-01") == Answer(4, evidence="書きかけ")
    assert "取り込むものはありません" in run(centre, "exchange", "in", str(file), "--draft", "--yes").stdout
    assert run(centre, "draft", "take-back", "今治").exit_code == 0
    assert desk.draft().answer("gov-01") == Answer()  # type: ignore[union-attr]
    desk.save("gov-01", AnswerPatch(choice=1))
    kept = run(centre, "exchange", "in", str(file), "--draft", "--yes")
    assert "こちら「1」、ファイル「4」" in kept.stdout
    assert desk.draft().answer("gov-01").choice == 1  # type: ignore[union-attr]


def test_the_centre_gives_back_what_is_published_and_nothing_more(
    town: Path, tmp_path: Path, copy_demo: CopyDemo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The averages as everybody may read them, and the numbers of what arrived; no other municipality's code is in it. Taken in twice they are there once."""
    set_clock(monkeypatch, NOW)
    centre = copy_demo(tmp_path / "県", DAY)
    workspace = Workspace.open(centre)
    published = workspace.centre_desk().benchmarks()
    assert published
    file = handed(centre, "reply", "今治", to=tmp_path / "返し.json")
    loose = json.loads(file.read_bytes())
    assert len(loose["averages"]) == len(workspace.folder.benchmarks(workspace.roster.prefecture.code).all())
    others = [one.code for one in workspace.roster.municipalities if one.code != "382027"]
    assert [code for code in others if code in file.read_text("utf-8")] == []
    assert not {"inputs", "standing", "decisions", "ledger"} & set(file.read_text("utf-8").split('"'))
    refused = run(town, "exchange", "in", str(file), "--yes")
    assert "デモ（架空のデータ）" in refused.output
    there = copy_demo(tmp_path / "今治", DAY)
    for one in there.rglob("benchmarks*.json"):
        one.unlink()
    taken = run(there, "exchange", "in", str(file), "--yes")
    assert taken.exit_code == 0, taken.output
    assert f"新しく入る県内平均 {len(loose['averages'])}期" in taken.stdout
    assert f"センターに届いている診断結果 {len(loose['received'])}件" in taken.stdout
    assert Workspace.open(there).centre_desk().benchmarks() == published
    assert "取り込むものはありません" in run(there, "exchange", "in", str(file), "--yes").stdout


def test_another_municipalitys_file_does_not_come_in(town: Path, centre: Path, tmp_path: Path) -> None:
    """By the folder that is one municipality's, and by what is in the file."""
    file = handed(town, "out", "今治", to=tmp_path / "渡す.json")
    Workspace.open(centre).folder.set_home("382019")
    refused = run(centre, "exchange", "in", str(file), "--yes")
    assert refused.exit_code == 1
    assert "このフォルダーは松山市のものです" in refused.output
    assert stored(centre) == []
    back = handed(centre, "reply", "松山", to=tmp_path / "返し.json")
    desk = Workspace.open(town).staff_desk(Workspace.open(town).roster.find("今治"))
    with pytest.raises(ExchangeFileError, match="センターから市町に渡すファイルです"):
        desk.arrival(from_exchange_file(back.read_bytes()))
    with pytest.raises(ExchangeFileError, match="ほかの市町（今治市、団体コード 382027）のファイルです"):
        Workspace.open(town).staff_desk(Workspace.open(town).roster.find("松山")).arrival(from_exchange_file(file.read_bytes()))


def test_what_was_submitted_by_a_clock_that_is_ahead_does_not_come_in(
    town: Path, centre: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would stay the latest result until that day, and nobody can take it out again; some hours are no matter."""
    file = handed(town, "out", "今治", to=tmp_path / "渡す.json")
    set_clock(monkeypatch, NOW - dt.timedelta(days=2))
    refused = run(centre, "exchange", "in", str(file), "--yes")
    assert refused.exit_code == 1
    assert "時計" in refused.output
    assert stored(centre) == []
    set_clock(monkeypatch, NOW - dt.timedelta(hours=12))
    assert run(centre, "exchange", "in", str(file), "--yes").exit_code == 0
    assert len(stored(centre)) == 1


def test_answers_to_a_questionnaire_that_is_not_known_here_do_not_come_in(town: Path, centre: Path) -> None:
    """All of the file stays out, with what to do."""
    made = Workspace.open(town).staff_desk(Workspace.open(town).roster.find("今治")).exchange_out()
    [one] = made.snapshots
    other = msgspec.structs.replace(one, questionnaire=msgspec.structs.replace(one.questionnaire, version="2099.1", hash="0" * 64))
    strange = msgspec.structs.replace(one, answers={"mom-99": Answer(1)})
    desk = Workspace.open(centre).centre_desk()
    for bent, said in ((other, "2099.1版がここにないか"), (strange, "診断票にない設問")):
        with pytest.raises(ExchangeFileError, match=said):
            desk.exchange.take(msgspec.structs.replace(made, snapshots=(bent,)))
    assert stored(centre) == []
