"""Deadlines on the command line: which cycle is meant, what a late submission is told, and what one counts for while a deadline is extended."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.test_commands import run
from moments import set_clock

from dxcheck.model.calendar import JAPAN
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace

Clock = Callable[[str], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the program's clock to ten in the morning of a day."""

    def set_(day: str) -> None:
        set_clock(monkeypatch, dt.datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=JAPAN))

    return set_


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """A folder with a file for each version of the questionnaire, with every item answered."""
    for one in Workspace.open(tmp_path / "other").library.all():
        (tmp_path / f"{one.version}.json").write_text(json.dumps({item.id: {"level": 2} for item in one.ordered}), encoding="utf-8")
    return tmp_path


def submit(data: Path, town: str, answers: Path) -> str:
    """Submit what the questionnaire in force asks and give what was said to the person."""
    workspace = Workspace.open(data)
    version = workspace.staff_desk(workspace.roster.find(town)).questionnaire.version
    done = run(data, "submit", town, str(answers / f"{version}.json"), "--answered-by", "企画課", "--confirmed-by", "課長")
    assert done.exit_code == 0, done.output
    return done.stderr


def change_one(answers: Path) -> None:
    """Another level for one item, in the file of each version."""
    for file in answers.glob("*.json"):
        file.write_text(file.read_text(encoding="utf-8").replace(": 2}", ": 3}", 1), encoding="utf-8")


def test_open_extend_and_close_a_cycle(tmp_path: Path, clock: Clock) -> None:
    """Each says what it does; the closing day and the message are what everybody sees."""
    clock("2026-11-26")
    assert "締切 2027年3月31日" in run(tmp_path, "cycle", "show").stdout
    made = run(tmp_path, "cycle", "open", "--closes", "12月10日（木）", "--message", "研修までに")
    assert made.exit_code == 0, made.output
    assert "令和8年度後期の締切は2026年12月10日です" in made.stdout
    assert "センターから: 研修までに" in run(tmp_path, "cycle", "show").stdout
    assert "令和8年度後期の締切は2027年1月20日です" in run(tmp_path, "cycle", "extend", "R9.1.20").stdout
    assert "--yes" in run(tmp_path, "cycle", "close").output
    assert run(tmp_path, "cycle", "close", "--yes").exit_code == 0
    shown = run(tmp_path, "cycle", "show").stdout
    assert "本日まで" in shown
    assert "受付を始めた" in shown
    assert "200文字まで" in run(tmp_path, "cycle", "open", "--closes", "12/10", "--message", "あ" * 201).output


def test_a_wrong_weekday_and_a_wrong_day_are_said(tmp_path: Path, clock: Clock) -> None:
    """With what was typed, and nothing is decided."""
    clock("2026-11-26")
    wrong = run(tmp_path, "cycle", "open", "--closes", "12月10日（金）")
    assert wrong.exit_code == 2
    assert "2026年12月10日は木曜日です（金曜日と書かれています）" in wrong.output
    assert "カレンダーにありません" in run(tmp_path, "cycle", "extend", "2/30").output
    assert not place(tmp_path, "schedule.json").exists()


@pytest.mark.parametrize("day", ["2027-03-20", "2027-04-02"], ids=["before the end", "after it"])
def test_extend_past_the_end_of_march(tmp_path: Path, clock: Clock, day: str) -> None:
    """`extend 4/15` is about the cycle that ends on 31 March, and says what that means for the next one."""
    clock(day)
    made = run(tmp_path, "cycle", "extend", "4/15")
    assert made.exit_code == 0, made.output
    assert "令和8年度後期の締切は2027年4月15日です" in made.stdout
    assert "2027年4月15日までの提出は令和8年度後期の診断結果になります" in made.stdout
    assert "令和9年度前期の受付は、そのあと（2027年4月16日から）です" in made.stdout
    clock("2027-04-10")
    shown = run(tmp_path, "cycle", "show").stdout
    assert "いまの診断期: 令和8年度後期　締切 2027年4月15日（あと5日）" in shown
    clock("2027-04-16")
    assert "いまの診断期: 令和9年度前期　締切 2027年9月30日" in run(tmp_path, "cycle", "show").stdout


def test_neither_open_nor_close_ends_the_new_cycle_by_mistake(tmp_path: Path, clock: Clock) -> None:
    """On 2 April both are probably about the cycle that has just ended: refused, with how to extend and how to insist."""
    clock("2027-04-02")
    for call in (("open", "--closes", "4/15"), ("close", "--yes")):
        refused = run(tmp_path, "cycle", *call)
        assert refused.exit_code == 1
        assert "令和9年度前期は2027年4月1日に始まったばかり" in refused.output
        assert "令和8年度後期の締切を延ばすとき" in refused.output
        assert "--cycle 2027-1" in refused.output
    assert not place(tmp_path, "schedule.json").exists()
    meant = run(tmp_path, "cycle", "open", "--closes", "4/15", "--cycle", "R9前期")
    assert meant.exit_code == 0, meant.output
    assert "令和9年度前期の締切は2027年4月15日です" in meant.stdout


def test_a_submission_under_an_extended_deadline_is_the_earlier_cycles(tmp_path: Path, clock: Clock, answers: Path) -> None:
    """It is said to whoever submits, kept in the snapshot, counted in that average, and the next cycle has nothing yet."""
    data = tmp_path / "data"
    Workspace.open(data)
    clock("2027-03-20")
    run(data, "cycle", "extend", "4/15")
    clock("2027-04-10")
    assert "2027年4月15日までの提出は令和8年度後期の診断結果になります" in submit(data, "今治", answers)
    [told] = json.loads(run(data, "snapshot", "list", "今治", "--json").stdout)
    assert (told["cycle"], told["submitted_at"][:10]) == ("2026-2", "2027-04-10")
    clock("2027-04-16")
    desk = Workspace.open(data).centre_desk()
    assert desk.preview(desk.last_closed).submitted == 1
    lines = {one.municipality.name: one.state for one in desk.comparing.overview(desk.last_closed).lines}
    assert lines["今治市"] == "counted"
    standing = {one.municipality.name: one.progress for one in desk.comparing.board()}
    assert standing["今治市"] == "none"
    # The correction of the next cycle's is one of its own.
    assert submit(data, "今治", answers) == ""
    assert [one["cycle"] for one in json.loads(run(data, "snapshot", "list", "今治", "--json").stdout)] == ["2026-2", "2027-1"]
    assert not any(one["superseded"] for one in json.loads(run(data, "snapshot", "list", "今治", "--json").stdout))


def test_what_came_before_the_extension_was_decided_is_told_to_the_centre(tmp_path: Path, clock: Clock, answers: Path) -> None:
    """Submitted on 2 April, extended on the 3rd: it stays what its municipality was told it is; the centre learns whom to ask."""
    data = tmp_path / "data"
    Workspace.open(data)
    clock("2027-04-02")
    assert "診断結果になります" not in submit(data, "今治", answers)
    clock("2027-04-03")
    told = run(data, "cycle", "extend", "4/15").stdout
    assert "もう一度提出してもらってください" in told
    assert "今治市" in told
    # They begin with the answers they have.
    desk = Workspace.open(data).staff_desk(Workspace.open(data).roster.find("今治"))
    draft = desk.begin()
    assert len(draft.answers) == 42
    made = desk.submit("企画課", "課長")
    assert (str(made.cycle), made.supersedes) == ("2026-2", "")
    assert [str(one.cycle) for one in desk.standing()] == ["2027-1", "2026-2"]
    clock("2027-04-16")
    centre = Workspace.open(data).centre_desk()
    assert centre.preview(centre.last_closed).submitted == 1


def test_a_late_submission_is_told_that_it_misses_the_average(tmp_path: Path, clock: Clock, answers: Path) -> None:
    """And which one enters the next; a correction after the deadline hears which snapshot the average is made of."""
    data = tmp_path / "data"
    Workspace.open(data)
    clock("2026-11-20")
    submit(data, "松山", answers)
    clock("2026-11-26")
    run(data, "cycle", "open", "--closes", "12/1", "--cycle", "2026-2")
    clock("2026-12-01")
    assert submit(data, "今治", answers) == "", "the day itself is in time"
    clock("2026-12-05")
    late = submit(data, "宇和島", answers)
    assert "令和8年度後期の締切（2026年12月1日）を過ぎているため" in late
    assert "次の期の平均に入ります" in late
    change_one(answers)
    corrected = submit(data, "松山", answers)
    assert "平均には、2026年11月20日に提出した診断結果が使われます" in corrected
    centre = Workspace.open(data).centre_desk()
    timing = {one.municipality.name: one.timing for one in centre.comparing.board() if not one.is_missing}
    assert timing == {"今治市": "in_time", "宇和島市": "late", "松山市": "late_correction"}
    assert "締切後、平均は次の期" in str([one.about for one in centre.comparing.board()])
    preview = centre.preview(centre.last_closed)
    assert preview.submitted == 2
    assert "締切（2026年12月1日）のあとに提出したものは、令和8年度後期の県内平均に入りません" in run(data, "check", "宇和島").stdout


def test_the_comparison_says_of_whom_the_cycle_s_average_holds_nothing_or_something_else(
    clock: Clock, tmp_path: Path, answers: Path
) -> None:
    """Beside the state, in the words of the board; also when it is looked at later, and never in the cycle after it, which it counts for."""
    data = tmp_path / "data"
    Workspace.open(data)
    clock("2026-11-20")
    submit(data, "松山", answers)
    submit(data, "今治", answers)
    run(data, "cycle", "open", "--closes", "12/1", "--cycle", "2026-2")
    clock("2026-12-05")
    submit(data, "宇和島", answers)
    change_one(answers)
    submit(data, "松山", answers)
    said = {"宇和島市": "締切後、平均は次の期", "松山市": "締切後の訂正、平均は訂正前"}

    def told(*more: str) -> dict[str, str]:
        """What the CSV says of the state, by municipality."""
        rows = list(csv.DictReader(io.StringIO(run(data, "compare", "--format", "csv", *more).stdout.removeprefix("\ufeff"), newline="")))
        return {row["市町"]: row["集計"] for row in rows if row["提出日"]}

    wanted = {"今治市": "集計に入っています"} | {name: f"集計に入っています（{about}）" for name, about in said.items()}
    for moment, cycle in (("2026-12-05", ()), ("2027-04-10", ("--cycle", "R8後期"))):
        clock(moment)
        for _again in range(2):  # the second time from what is kept
            assert told(*cycle) == wanted
        table = run(data, "compare", *cycle).stdout
        assert all(f"{about}: {name}" in table for name, about in said.items())
        found = json.loads(run(data, "compare", "--format", "json", *cycle).stdout)
        timing = {one["name"]: one["timing"] for one in found["municipalities"] if "timing" in one}
        assert timing == {"宇和島市": "late", "松山市": "late_correction"}
    assert set(told("--cycle", "R9前期").values()) == {"集計に入っています"}
    assert "締切後" not in run(data, "compare", "--cycle", "R9前期").stdout
