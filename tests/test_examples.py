"""The three example questionnaires go the whole way: answered, submitted, read, followed over the cycles, averaged and taken out."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from instruments import desk_of, keep
from moments import NOW, set_clock
from plain.talk import talk
from scaled import prefecture
from shapes import EXAMPLES, example

from dxcheck.assessment.measuring import measured_at
from dxcheck.benchmark.gate import band
from dxcheck.cli.root import root
from dxcheck.formats.foreign_workbook import read_workbook
from dxcheck.formats.questionnaires.our_sheets import taken_from
from dxcheck.formats.questionnaires.written import as_content, questionnaire_workbook
from dxcheck.model.snapshot import Answer
from dxcheck.questionnaire import Questionnaire
from dxcheck.workspace import Workspace

TOWN = "今治"


class World:
    """A prefecture that answered one of the examples over three cycles."""

    def __init__(self, folder: Path, made: Questionnaire) -> None:
        self.asked = made
        self.workspace = prefecture(folder, made)
        self.workspace.accounts_desk().add("senmonkan-1", "specialist", [self.workspace.roster.find(TOWN)])

    def run(self, *arguments: str) -> Result:
        """A command in this process."""
        environment = {"DXCHECK_DATA": str(self.workspace.folder.path), "DXCHECK_QUESTIONNAIRE": self.asked.id}
        return CliRunner().invoke(root, list(arguments), env=environment, prog_name="dxcheck")


@pytest.fixture(scope="session", params=EXAMPLES)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Made once for each; nothing here writes answers into it."""
    return World(tmp_path_factory.mktemp("example") / "データ", example(request.param))


@pytest.fixture(autouse=True)
def autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The third cycle is open."""
    set_clock(monkeypatch, NOW)


def test_every_group_has_its_figure_and_the_whole_lies_in_the_range(world: World) -> None:
    """The result, line by line and as a command; its groups indented, or with the names of what they are within."""
    desk = world.workspace.staff_desk(world.workspace.roster.find(TOWN), post="企画課", now=lambda: NOW)
    [*_rest, newest] = desk.standing()
    made = desk.result(newest)
    scale = world.asked.scale
    assert [one.id for one in made.outline] == [one.id for one in world.asked.outline]
    assert all(one.score.mean is None or scale.low <= one.score.mean <= scale.high for one in made.outline)
    shown = world.run("snapshot", "show", newest.id)
    assert shown.exit_code == 0, shown.output
    told = talk(desk, "r")
    assert all(f"{row.path}: " in told for row in made.outline)
    assert talk(desk, "g").code == 0


def test_what_was_ticked_and_measured_goes_out_with_the_answers(world: World, tmp_path: Path) -> None:
    """As JSON in the form that `submit` takes, and back in."""
    desk = world.workspace.staff_desk(world.workspace.roster.find(TOWN), post="企画課", now=lambda: NOW)
    newest = desk.standing()[-1]
    whole = json.loads(world.run("snapshot", "show", newest.id, "--json").stdout)
    assert list(whole.get("groups", {})) == [one.id for one in world.asked.groups]
    plain = whole["answers"]
    for item, measures in world.asked.measured.items():
        if newest.answer(item).level is not None:
            assert ("checks" if measures.is_checklist else "number") in plain[item]
    keep(tmp_path / "data", world.asked)
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(plain), encoding="utf-8")
    other = desk_of(tmp_path / "data", world.asked.id)
    environment = {"DXCHECK_DATA": str(tmp_path / "data"), "DXCHECK_QUESTIONNAIRE": world.asked.id}
    posts = ["--answered-by", "企画課", "--confirmed-by", "企画課長"]
    sent = CliRunner().invoke(root, ["submit", TOWN, str(path), *posts], env=environment, prog_name="dxcheck")
    assert sent.exit_code == 0, sent.output
    assert {k: a for k, a in other.standing()[-1].answers.items() if a != Answer()} == {
        k: a for k, a in newest.answers.items() if a != Answer()
    }


def test_its_averages_are_published_and_shown(world: World) -> None:
    """Of the whole and of each dimension, with how many stand behind them."""
    desk = world.workspace.staff_desk(world.workspace.roster.find(TOWN), post="企画課", now=lambda: NOW)
    peers = desk.peers(desk.standing()[-1])
    assert peers is not None
    assert peers.overall is not None
    assert band(peers.overall)
    done = world.run("benchmark", "show", "R8前期", "--items")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("command", [("brief", TOWN), ("report", "public"), ("compare",)], ids=lambda one: one[0])
def test_papers_and_tables_of_it_are_written(world: World, command: tuple[str, ...], tmp_path: Path) -> None:
    """As text, which is quick; groups inside a dimension are headings of their own there."""
    path = tmp_path / ("紙.md" if command[0] != "compare" else "表.xlsx")
    done = world.run(*command, "-o", str(path))
    assert done.exit_code == 0, done.output
    if command[0] == "brief" and world.asked.groups:
        assert world.asked.sections[0][0] in path.read_text(encoding="utf-8")
    if command[0] == "compare":
        assert openpyxl.load_workbook(path, read_only=True).sheetnames


@pytest.mark.parametrize("kind", ["bars", "change"])
def test_pictures_of_it_are_drawn(world: World, kind: str, tmp_path: Path) -> None:
    """Over its dimensions and its range."""
    path = tmp_path / "図.svg"
    done = world.run("chart", kind, TOWN, "-o", str(path))
    assert done.exit_code == 0, done.output
    assert path.stat().st_size


@pytest.mark.parametrize("name", EXAMPLES[:2])
def test_it_is_written_as_a_workbook_and_read_again(name: str) -> None:
    """Groups, questions with yes or no, and choices have sheets of their own."""
    made = example(name)
    found = taken_from(read_workbook(questionnaire_workbook(as_content(made))))
    assert found.notes == []
    assert found.made(Path("票.xlsx")) == made


def test_a_perfect_answer_has_the_highest_figure_everywhere() -> None:
    """SAMM's practices come to 3, steps to 5, and nobody is led any further."""
    from dxcheck.assessment.scoring import group_scores, next_steps, whole_score

    for name in EXAMPLES:
        q = example(name)
        best = {one.id: measured_at(q.scale_of(one.id).high, one.id, q) or Answer(choice=q.scale_of(one.id).high) for one in q.items}
        assert {score.mean for score in group_scores(best, q).values()} == {whole_score(best, q).mean} == {q.scale.high}
        assert next_steps(best, q) == []


def test_show_says_the_groups_with_their_rules(tmp_path: Path) -> None:
    """Before the items."""
    keep(tmp_path, example("service-practices"))
    Workspace.open(tmp_path)
    environment = {"DXCHECK_DATA": str(tmp_path)}
    said = CliRunner().invoke(root, ["questionnaire", "show", "service-practices"], env=environment, prog_name="dxcheck").output
    assert "      goals-a  目標を決める（合計）" in said
    assert "    goals  目標と責任（平均）" in said


def test_whom_a_question_is_for_is_said_and_found(tmp_path: Path) -> None:
    """Beside the question and on the sheet; a search for the role finds its questions alone."""
    keep(tmp_path, example("service-practices"))
    desk = desk_of(tmp_path, "service-practices")
    told = talk(desk, "s", "/ 使っている課", "1", "戻る")
    assert "答える人: 情報システムの担当" in told
    assert "答える人: 使っている課" in told.partition("どの設問ですか")[2]
    assert "goals-a1" not in told.partition("使っている課")[2].partition("どの設問ですか")[0].partition("答える人")[0]
    rows = {row.item.id: row.notes for part in desk.answer_sheet().parts for row in part.rows}
    assert any("情報システムの担当、使っている課" in one for one in rows["watch-b1"])
