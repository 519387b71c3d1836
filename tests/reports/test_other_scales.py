"""Everything that leaves the program, of a questionnaire on another scale than 0 to 5."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from moments import NOW, set_clock
from scaled import SCALED, prefecture, quarters

from dxcheck.benchmark.gate import height_of
from dxcheck.cli.root import root
from dxcheck.workspace import Workspace

TOWN = "今治"
OF_A_TOWN = ("progress", "bars", "radar", "change")
OF_ALL = ("heatmap", "distribution", "progress", "multiples", "averages")


@pytest.fixture(scope="module", params=SCALED)
def workspace(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A prefecture that answered on each of the scales; nothing here writes into it but papers' own locks."""
    made = prefecture(tmp_path_factory.mktemp("scaled") / "データ", SCALED[request.param]())
    made.accounts_desk().add("senmonkan-1", "specialist", [made.roster.find(TOWN)])
    return made


@pytest.fixture(autouse=True)
def autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The third cycle is open."""
    set_clock(monkeypatch, NOW)


def run(workspace: Workspace, *arguments: str) -> Result:
    """A command in this process, on the questionnaire of the scale."""
    made = workspace.centre_desk(now=lambda: NOW).instruments
    environment = {"DXCHECK_DATA": str(workspace.folder.path), "DXCHECK_QUESTIONNAIRE": scaled_id(workspace)}
    assert made is not None
    return CliRunner().invoke(root, list(arguments), env=environment, prog_name="dxcheck")


def scaled_id(workspace: Workspace) -> str:
    """The id of the questionnaire of the scale."""
    return next(one.id for one in workspace.library.all() if one.id in SCALED)


@pytest.mark.parametrize("kind", [*((kind, TOWN) for kind in OF_A_TOWN), *((kind, "") for kind in OF_ALL)], ids=str)
def test_every_picture_has_the_range_as_its_axis(workspace: Workspace, kind: tuple[str, str], tmp_path: Path) -> None:
    """Each is drawn, and the picture of a municipality says its range."""
    name, town = kind
    path = tmp_path / "図.svg"
    done = run(workspace, "chart", name, *([town] if town else []), "-o", str(path))
    assert done.exit_code == 0, done.output
    scale = workspace.centre_desk(now=lambda: NOW).comparing.overview().questionnaire.scale
    drawn = path.read_text(encoding="utf-8")
    if town and name != "change":
        assert f"平均は{scale.in_words}" in drawn
    assert "0から5" not in drawn


@pytest.mark.parametrize("command", [("report", "centre"), ("report", "public"), ("brief", TOWN), ("handover", TOWN)])
def test_every_paper_speaks_of_its_range(workspace: Workspace, command: tuple[str, ...], tmp_path: Path) -> None:
    """As Markdown, which is read, and as PDF, which is set."""
    path = tmp_path / "紙.md"
    done = run(workspace, *command, "-o", str(path))
    assert done.exit_code == 0, done.output
    said = path.read_text(encoding="utf-8")
    assert "0から5" not in said
    assert run(workspace, *command, "-o", str(tmp_path / "紙.pdf")).exit_code == 0


def test_tables_hold_levels_and_means_within_the_range(workspace: Workspace, tmp_path: Path) -> None:
    """CSV with a digit more than the screen, the workbook with as many, shaded from end to end; JSON unrounded."""
    scale = workspace.centre_desk(now=lambda: NOW).comparing.overview().questionnaire.scale
    for ending in ("csv", "xlsx", "json"):
        assert run(workspace, "compare", "-o", str(tmp_path / f"表.{ending}")).exit_code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "表.csv").read_text(encoding="utf-8-sig"))))
    found = [row["全体"] for row in rows if row["全体"]]
    assert len(found) == 20
    assert all(scale.low <= float(one) <= scale.high and len(one.partition(".")[2]) == scale.digits + 1 for one in found)
    plain = json.loads((tmp_path / "表.json").read_text(encoding="utf-8"))
    levels = [one["figures"]["overall"]["level"] for one in plain["municipalities"]]
    assert all(scale.low <= one <= scale.high for one in levels)
    book = openpyxl.load_workbook(tmp_path / "表.xlsx")
    first = book.worksheets[0]
    rules = [rule for ranges in first.conditional_formatting for rule in ranges.rules]
    assert {tuple(float(one.val) for one in rule.colorScale.cfvo) for rule in rules if rule.colorScale} == {(scale.low, scale.high)}
    formats = {cell.number_format for row in first.iter_rows() for cell in row if isinstance(cell.value, float)}
    assert formats == {"0." + "0" * scale.digits}
    items = next(one for one in book.worksheets if one.title == "設問ごと")
    given = {cell.value for row in items.iter_rows(min_row=5) for cell in row[9:] if isinstance(cell.value, int | float)}
    assert given <= set(scale.values)
    assert len(given) == len(scale.values)


def test_published_averages_are_in_steps_of_its_range_and_say_its_ends(workspace: Workspace, tmp_path: Path) -> None:
    """Every mean a multiple of the step that fits its number of municipalities, none beyond an end."""
    path = tmp_path / "公表.json"
    assert run(workspace, "report", "public", "-o", str(path)).exit_code == 0
    scale = workspace.centre_desk(now=lambda: NOW).comparing.overview().questionnaire.scale
    averages = json.loads(path.read_text(encoding="utf-8"))["averages"]
    ends = {f"{scale.low_end:g}以下", f"{scale.high_end:g}以上", "非表示"}
    for one in averages:
        if one["mean"] is None:
            assert one["shown"] in ends
            continue
        step = scale.fine if one["band"] == "10+" else scale.coarse
        assert abs(one["mean"] / step - round(one["mean"] / step)) < 1e-6
        assert scale.low_end < one["mean"] < scale.high_end
        assert re.fullmatch(rf"-?\d+\.\d{{{scale.digits}}}", one["shown"])
    benchmark = workspace.centre_desk(now=lambda: NOW).benchmarks()[-1]
    assert all(scale.low <= (height_of(one) or 0) <= scale.high for one in benchmark.figures["all"].values())


def test_answers_go_out_and_come_in_again(workspace: Workspace, tmp_path: Path) -> None:
    """A snapshot's JSON is a file that can be submitted; levels by number, or by the name of a step."""
    desk = workspace.staff_desk(workspace.roster.find(TOWN), post="企画課", now=lambda: NOW)
    latest = desk.latest()
    assert latest is not None
    shown = json.loads(run(workspace, "snapshot", "show", latest.id, "--json").stdout)
    assert {one["level"] for one in shown["answers"].values() if "level" in one} <= set(desk.questionnaire.values)
    assert tuple(shown["questionnaire"]["scale"]) == desk.questionnaire.values
    path = tmp_path / "回答.json"
    path.write_text(json.dumps(shown["answers"]), encoding="utf-8")
    again = run(workspace, "submit", TOWN, str(path), "--answered-by", latest.answered_by, "--confirmed-by", latest.confirmed_by)
    assert again.stdout.strip() == latest.id, "the same once more"
    names = [str(one.name) for one in desk.questionnaire.grades]
    path.write_text(
        json.dumps({"gov-01": {"level": names[2]}, "gov-02": {"level": 7}, "gov-03": {"level": "どれでもない"}}), encoding="utf-8"
    )
    refused = run(workspace, "submit", "松山", str(path), "--answered-by", "係", "--confirmed-by", "課")
    assert refused.exit_code == 1
    assert "gov-02: level は" in refused.output
    assert "gov-03: level は" in refused.output
    assert "gov-01" not in refused.output


def test_a_level_by_name_is_the_level(tmp_path: Path) -> None:
    """In either language of the questionnaire."""
    workspace = prefecture(tmp_path / "データ", quarters(), published=False)
    path = tmp_path / "回答.json"
    path.write_text(json.dumps({"gov-01": {"level": "半分以上で"}, "gov-04": {"level": "Yes", "target": "している"}}), encoding="utf-8")
    done = run(workspace, "submit", TOWN, str(path), "--answered-by", "係", "--confirmed-by", "課", "--replace")
    assert done.exit_code == 0, done.output
    desk = workspace.staff_desk(workspace.roster.find(TOWN), now=lambda: NOW)
    latest = desk.latest()
    assert latest is not None
    assert [latest.answer(one).level for one in ("gov-01", "gov-04")] == [0.5, 1]
    assert latest.answer("gov-04").target == 1


@pytest.mark.parametrize("tongue", ["ja", "en"])
def test_the_heads_of_a_result_in_text_stand_apart(workspace: Workspace, tongue: str) -> None:
    """Target and Average too, in every language."""
    head = next(line for line in run(workspace, "--lang", tongue, "check", TOWN).output.splitlines() if re.search("目標|Target", line))
    assert re.search(r"(目標|Target) +(県内平均|Average)$", head), head
