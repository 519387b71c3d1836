"""`dxcheck benchmark`, from the centre's preview to a PC without a network."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from cli.test_commands import run
from demos import CopyDemo
from moments import NOW

from dxcheck.assessment.scoring import RULE
from dxcheck.model import calendar
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.snapshot import Answer, QuestionnaireRef, Snapshot
from dxcheck.store.benchmarks import LEDGER, PUBLISHED, AlreadyPublishedError
from dxcheck.store.errors import DamagedError, StoreError
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace

CLOSED = Cycle(2026, 1)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still."""
    monkeypatch.setattr(calendar, "now", lambda: NOW)
    monkeypatch.setattr(Workspace.centre_desk, "__kwdefaults__", {"now": lambda: NOW})


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A real folder in which 12 municipalities have submitted in the closed cycle."""
    folder = tmp_path / "診断データ"
    workspace = Workspace.open(folder)
    questionnaire = workspace.library.current("ehime-dx", NOW.date())
    assert questionnaire is not None
    for number, municipality in enumerate(workspace.roster.municipalities[:12]):
        repository = workspace.folder.repository(municipality.code)
        repository.keep_questionnaire(questionnaire)
        levels = {item.id: Answer(choice=(number + place_) % 4) for place_, item in enumerate(questionnaire.ordered)}
        when = dt.datetime(2026, 6, 1 + number, 9, tzinfo=JAPAN)
        repository.add_snapshot(
            lambda _others, code=municipality.code, when=when, levels=levels: Snapshot(
                f"{code}-{when:%Y%m%d}-aaaaaa", 1, code, QuestionnaireRef.to(questionnaire), RULE, when, "課", "長", levels
            )
        )
    return folder


def test_preview_writes_nothing_publish_writes_once_and_never_again(data: Path) -> None:
    """Also not after a later correction; and without a terminal to ask it wants to be told."""
    before = sorted(one.name for one in data.iterdir())
    preview = run(data, "benchmark", "preview", "--items")
    assert preview.exit_code == 0, preview.output
    assert "締切までに提出のあった市町　12" in preview.output
    assert re.search(r"[0-9]\.[0-9]（10市町以上）", preview.output), preview.output  # how much it is moved by is another for each folder
    assert sorted(one.name for one in data.iterdir()) == before
    unsure = run(data, "benchmark", "publish")
    assert unsure.exit_code == 1
    assert "--yes" in unsure.output
    assert not place(data, PUBLISHED).exists()
    done = run(data, "benchmark", "publish", "--yes")
    assert done.exit_code == 0, done.output
    assert "公表しました: 令和8年度前期" in done.output
    content = place(data, PUBLISHED).read_bytes()
    again = run(data, "benchmark", "publish", "--yes")
    assert again.exit_code == 1
    assert "公表済み" in again.output
    assert place(data, PUBLISHED).read_bytes() == content


def test_only_a_closed_cycle_can_be_published(data: Path) -> None:
    """The running one and a later one are refused with a sentence."""
    for cycle in ("2026-2", "R9前期"):
        refused = run(data, "benchmark", "publish", "--cycle", cycle, "--yes")
        assert refused.exit_code == 1
        assert "まだ締め切っていません" in refused.output
    assert "診断期は" in run(data, "benchmark", "show", "2026年").output


def test_what_is_published_can_be_listed_shown_and_read_by_programs(data: Path) -> None:
    """People see bands and 非表示; the JSON says the same and no more."""
    assert "まだ県内平均がありません" in run(data, "benchmark", "list").output
    run(data, "benchmark", "publish", "--yes")
    assert "2026-1  令和8年度前期" in run(data, "benchmark", "list").output
    shown = run(data, "benchmark", "show", "2026-1", "--items").output
    assert "10市町以上" in shown
    assert "個別の市町が分からないよう、数を少しだけ動かした平均" in shown
    assert "非表示" in shown, "市区 and 町村 leave too few behind"
    whole = json.loads(run(data, "benchmark", "show", "R8前期", "--json").output)
    assert whole["groups"]["all"]["dimensions"]["gov"]["contributors"] == "10+"
    assert not any(name.startswith("sec-") for name in whole["groups"]["all"]["items"])
    assert whole["groups"]["町村"]["overall"] is None
    missing = run(data, "benchmark", "show", "2025-1")
    assert missing.exit_code == 1
    assert "2026-1" in missing.output


def test_a_file_carries_the_averages_to_a_pc_without_a_network(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named in Japanese; checked; a second time changes nothing; one that was changed is refused; another one for the cycle too."""
    run(data, "benchmark", "publish", "--yes")
    monkeypatch.chdir(tmp_path)
    exported = run(data, "benchmark", "export", "2026-1")
    assert exported.exit_code == 0, exported.output
    file = tmp_path / "県内平均_令和8年度前期.json"
    digits = exported.output.strip().rpartition(" ")[2]
    other = tmp_path / "別のPC"
    taken = run(other, "benchmark", "import", str(file))
    assert taken.exit_code == 0, taken.output
    assert digits in taken.output
    assert "すでに同じもの" in run(other, "benchmark", "import", str(file)).output
    desk = Workspace.open(other).staff_desk(Workspace.open(other).roster.find("今治"), now=lambda: NOW)
    assert desk.peers_by_cycle().keys() == {CLOSED}
    written = file.read_text(encoding="utf-8")
    changed = re.sub(r'("mean": \d\.)(\d)', lambda one: f"{one[1]}{(int(one[2]) + 1) % 10}", written, count=1)
    assert changed != written
    file.write_text(changed, encoding="utf-8")
    assert "違います" in run(other, "benchmark", "import", str(file)).output
    assert run(other, "benchmark", "import", str(tmp_path / "ない.json")).exit_code == 1
    assert run(data, "benchmark", "export", "2026-1", "-o", str(tmp_path / "ないフォルダー" / "a.json")).exit_code == 1


def test_what_cannot_be_read_stops_the_publication(data: Path) -> None:
    """The preview names the file; nothing is published; repaired, it goes on."""
    damaged = place(data, "382019.json")
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:200])
    preview = run(data, "benchmark", "preview")
    assert "382019.json" in preview.output
    assert "読めないファイルがある" in preview.output
    refused = run(data, "benchmark", "publish", "--yes")
    assert refused.exit_code == 1
    assert "382019" in refused.output
    assert not place(data, PUBLISHED).exists()
    damaged.write_bytes(whole)
    assert run(data, "benchmark", "publish", "--yes").exit_code == 0


def test_too_few_submissions_publish_nothing(tmp_path: Path) -> None:
    """Not an empty benchmark for ever, but a sentence."""
    refused = run(tmp_path / "空", "benchmark", "publish", "--yes")
    assert refused.exit_code == 1
    assert "公表できる平均が1つもありません" in refused.output


def test_a_publication_cut_off_between_its_two_files_is_finished_with_the_next_one(data: Path) -> None:
    """The ledger comes first: what it says was published, is."""
    desk = Workspace.open(data).centre_desk()
    preview = desk.preview(CLOSED)
    desk.publish(preview)
    place(data, PUBLISHED).unlink()
    (data / f"{PUBLISHED}.bak").unlink(missing_ok=True)
    again = run(data, "benchmark", "publish", "--yes")
    assert "公表済み" in again.output
    assert Workspace.open(data).centre_desk().benchmarks() == [preview.entry.benchmark]


def test_two_who_publish_at_once_publish_once(data: Path) -> None:
    """The second is told, and the first one's is kept."""
    one, two = Workspace.open(data).centre_desk(), Workspace.open(data).centre_desk()
    first, second = one.preview(CLOSED), two.preview(CLOSED)
    one.publish(first)
    with pytest.raises(AlreadyPublishedError):
        two.publish(second)
    assert len(two.ledger()) == 1


def test_the_ledger_says_what_went_in_and_a_staff_desk_has_no_way_to_it(data: Path) -> None:
    """When, from which snapshots, by which numbers."""
    run(data, "benchmark", "publish", "--yes")
    workspace = Workspace.open(data)
    [entry] = workspace.centre_desk().ledger()
    assert entry.published_at == NOW
    assert len(entry.inputs) == 12
    assert entry.rule["changed"] == 5
    desk = workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW)
    content = place(data, LEDGER).read_bytes()
    place(data, LEDGER).unlink()
    assert desk.peers_by_cycle()[CLOSED].overall is not None
    place(data, LEDGER).write_bytes(content[:100])
    with pytest.raises(DamagedError):
        workspace.centre_desk().ledger()
    assert not hasattr(desk, "ledger")


def test_the_numbers_are_raised_in_a_file_and_never_lowered(data: Path) -> None:
    """A number below the least is an error that names the file."""
    (data / "disclosure.toml").write_text("least = 13\n", encoding="utf-8")
    assert "市町の数が足りない" in run(data, "benchmark", "preview").output
    (data / "disclosure.toml").write_text("least = 3\n", encoding="utf-8")
    refused = run(data, "benchmark", "preview")
    assert refused.exit_code == 1
    assert "disclosure.toml" in refused.output
    assert "ゆるめられません" in refused.output
    (data / "disclosure.toml").write_text("trimmed = 3\n", encoding="utf-8")
    assert "trimmed は、いまの決まりでは使いません" in run(data, "benchmark", "preview").output


def test_a_damaged_file_of_averages_is_an_error_not_an_empty_one(data: Path) -> None:
    """And it is never written over."""
    run(data, "benchmark", "publish", "--yes")
    place(data, PUBLISHED).write_bytes(b"")
    workspace = Workspace.open(data)
    with pytest.raises(StoreError):
        workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW).peers_by_cycle()
    assert run(data, "benchmark", "list").exit_code == 1
    assert place(data, PUBLISHED).read_bytes() == b""


def test_the_demo_has_averages_of_all_closed_cycles_but_the_last(tmp_path: Path, copy_demo: CopyDemo) -> None:
    """Made by the same rule; the last one can be published as it is; a real folder does not take them."""
    copy_demo(tmp_path / "demo", NOW.date())
    published = Workspace.open(tmp_path / "demo").centre_desk().benchmarks()
    assert [str(one.cycle) for one in published] == ["2024-1", "2024-2", "2025-1", "2025-2"]
    desk = Workspace.open(tmp_path / "demo").centre_desk(now=lambda: NOW)
    assert str(desk.publish(desk.preview(desk.last_closed)).cycle) == "2026-1"
    file = tmp_path / "a.json"
    assert run(tmp_path / "demo", "benchmark", "export", "2026-1", "-o", str(file)).exit_code == 0
    refused = run(tmp_path / "real", "benchmark", "import", str(file))
    assert refused.exit_code == 1
    assert "デモ" in refused.output
    cohort = run(tmp_path / "demo", "benchmark", "show", "2026-1").output
    assert "令和8年度前期の県内平均（匿名）" in cohort
