"""Damaged files, every kind of them: found, named, left alone, and no obstacle to others."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from bench import damage
from dxcheck.doctor.files import document_findings
from dxcheck.doctor.finding import Mark
from dxcheck.doctor.findings import questionnaire_findings
from dxcheck.prefecture.overview import Line
from dxcheck.store.audit import AUDIT, AuditLog
from dxcheck.store.derived import folder_in
from dxcheck.store.errors import StoreError
from dxcheck.store.layout import every, place
from dxcheck.workspace import Workspace


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo with something in every kind of file, made once."""
    return damage.filled(tmp_path_factory.mktemp("filled") / "demo").folder.path


@pytest.fixture
def workspace(filled: Path, tmp_path: Path) -> Workspace:
    """A copy of it, to be damaged."""
    return Workspace.open(shutil.copytree(filled, tmp_path / "demo"))


@pytest.mark.crawl
def test_doctor_finds_what_is_damaged_and_nobody_writes_over_it() -> None:
    """A few samples of what `python -m bench.damage` does with 500."""
    seen, ways, files = damage.run(18, 7)
    assert set(ways) == {"flip", "cut", "empty"}
    assert {bar: seen[bar] for bar in damage.BARS} == dict.fromkeys(damage.BARS, 0)
    told = ("found and named", "harmless", "made anew, nobody was told a wrong figure", "written by people, reads well")
    assert sum(seen[one] for one in told) == 18
    assert seen["found and named"] >= 9
    assert files > 70


def test_damaged_copies_are_told_before_they_are_needed(workspace: Workspace) -> None:
    """What is kept as `.bak` and as `.altered`; both can be read by nobody but doctor until then."""
    (altered,) = every(workspace.folder.path, "*.altered")
    for path in (altered, place(workspace.folder.path, "382027.json.bak"), workspace.folder.path / "dxcheck.json.bak"):
        before = path.read_bytes()
        path.write_bytes(before[:50] + b"\xff" + before[51:])
        told = [one.what for one in document_findings(workspace.folder) if one.mark == Mark.PROBLEM]
        assert told == [f"前の内容を残した {path.name} が壊れています"]
        path.write_bytes(before)


def test_a_score_with_one_wrong_bit_is_made_anew(workspace: Workspace) -> None:
    """What is kept beside the files holds figures only; none of them may go wrong in silence."""
    sound = damage.lines(workspace)
    for path in sorted(folder_in(workspace.folder.path).iterdir())[:3]:
        before = path.read_bytes()
        for at in range(0, len(before), 7):
            path.write_bytes(before[:at] + bytes([before[at] ^ 1]) + before[at + 1 :])
            derived = workspace.folder.derived(Line)
            municipality = workspace.folder.submitted(path.name)
            assert derived.get(path.name, municipality.snapshot_stamp(), made_with(before)) is None
        path.write_bytes(before)
    assert damage.lines(Workspace.open(workspace.folder.path)) == sound


def made_with(raw: bytes) -> str:
    """What a kept score says it was computed with."""
    return str(msgspec.msgpack.decode(raw[8:])[1])


def test_a_questionnaire_changed_under_the_same_version_is_told(workspace: Workspace) -> None:
    """Its text was answered in other words: nobody could compare the answers any more."""
    path = workspace.folder.questionnaire_folder / "own.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("DX", "ＤＸ", 1), encoding="utf-8")
    told = [one.what for one in questionnaire_findings(workspace.folder.path, None) if one.mark != Mark.GOOD]
    assert told == [f"診断票 {damage.OWN} 2026.1 の文が、この版で回答されたときと違います"]


def test_a_letter_in_a_comment_and_a_level_changed_by_hand_are_told(workspace: Workspace) -> None:
    """Both still read well and can go on being used; doctor says that they are not what dxcheck wrote, and stops after the next save."""
    path = place(workspace.folder.path, "382027.json")
    text = path.read_text(encoding="utf-8")
    altered = text.replace('"choice": 1', '"choice": 2', 1)
    path.write_text(altered, encoding="utf-8")
    told = [one for one in document_findings(workspace.folder) if one.mark == Mark.PROBLEM]
    assert [one.what for one in told] == ["382027.json の内容が、dxcheckが書いたときと違います"]
    town = workspace.folder.repository("382027")
    assert len(town.every_snapshot()) >= 5
    town.change_actions(lambda there: there[1:])
    assert [one for one in document_findings(workspace.folder) if one.mark != Mark.GOOD] == []
    aside = list(every(workspace.folder.path, "382027.json.*.altered"))
    assert [one.read_text(encoding="utf-8") for one in aside] == [altered], "what was there before the save is kept"


def test_a_line_of_the_log_that_was_changed_is_told_by_its_number(workspace: Workspace) -> None:
    """Lines from before there were sums only have to be readable."""
    path = workspace.folder.path / AUDIT
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace("127.0.0.1", "127.0.0.2")
    lines.insert(0, '{"at":"2026-11-01T10:00:00+09:00","event":"login","account":"imabari-kikaku"}')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = [one.what for one in document_findings(Workspace.open(workspace.folder.path).folder) if one.mark == Mark.PROBLEM]
    assert told == [f"{AUDIT} の3行目が、書いたときと違います"]


def test_a_damaged_questionnaire_text_holds_nobody_up_while_it_is_shipped(workspace: Workspace) -> None:
    """It is kept once for all municipalities; doctor names it, and everybody goes on with the same text that dxcheck brings."""
    (text,) = workspace.folder.questionnaire_folder.glob("ehime-dx-*.json")
    text.write_bytes(text.read_bytes().replace(b"DX", b"DY", 1))
    assert [text.name in one.what for one in document_findings(workspace.folder) if one.mark == Mark.PROBLEM]
    desk = Workspace.open(workspace.folder.path).staff_desk(workspace.roster.find("松山"))
    latest = desk.latest()
    assert latest is not None
    assert desk.questionnaire_for(latest.questionnaire).hash == latest.questionnaire.hash


def test_a_line_of_the_log_that_was_cut_short_swallows_no_other(workspace: Workspace) -> None:
    """The next event begins on a line of its own."""
    path = workspace.folder.path / AUDIT
    path.write_bytes(path.read_bytes()[:-9])
    log = AuditLog(workspace.folder.path)
    log.add(damage.NOW, "login", account="imabari-kikaku")
    assert log.faulty_lines() == {AUDIT: [len(path.read_bytes().splitlines()) - 1]}


def test_a_damaged_marker_is_not_written_over(workspace: Workspace) -> None:
    """Choosing the municipality to open with says what is wrong, and the file stays."""
    path = workspace.folder.path / "dxcheck.json"
    path.write_bytes(b'{"schema": 1, "kind": "dem')
    with pytest.raises(StoreError, match="dxcheck.json"):
        workspace.folder.set_home("382019")
    assert path.read_bytes() == b'{"schema": 1, "kind": "dem'
