"""Two municipalities that have written everything there is, each text with a word in it by which it is known anywhere."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from dxcheck.assessment.scoring import RULE
from dxcheck.benchmark.model import OVERALL, Benchmark, Figure, Figures, LedgerEntry
from dxcheck.casework.change import VisitPatch
from dxcheck.model.account import Account
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer, QuestionnaireRef
from dxcheck.workspace import Workspace

OWN, FOREIGN = "382027", "382019"
NAMES = {OWN: "今治市", FOREIGN: "松山市"}
"""One's own (or assigned) municipality, and another."""
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
SPECIALIST = "senmonkan-1"
SECTION_POST = "情報係"
KINDS = ("Draft", "Answer", "Shared", "Internal", "Judged", "Wish", "Work")
_WORD = re.compile(rf"z({'|'.join(KINDS)})({OWN}|{FOREIGN})")


def word(kind: str, code: str) -> str:
    """The word that is in every text of a kind of a municipality; no line is ever broken inside it."""
    return f"z{kind}{code}"


def words_in(text: str) -> set[tuple[str, str]]:
    """Kind and municipality of every such word in a text."""
    return {(kind, code) for kind, code in _WORD.findall(text)}


def build(folder: Path, *, password: str = "x") -> Workspace:
    """The two of them on a disk, with an account of each role; the specialist's is assigned the first."""
    workspace = Workspace.open(folder)
    for code, name in NAMES.items():
        _write(workspace, code, name)
    accounts = workspace.folder.accounts(workspace.roster.prefecture.code)
    accounts.add(Account(SPECIALIST, "specialist", "", password, NOW, must_change=False, municipalities=(OWN,)))
    accounts.add(Account("senmonkan-2", "specialist", "", password, NOW, must_change=False, municipalities=(OWN,), disabled=True))
    accounts.add(Account("centre-1", "centre", "", password, NOW, must_change=False))
    code, published = workspace.roster.prefecture.code, _published(workspace)
    workspace.folder.ledger(code).add(
        LedgerEntry(NOW, published, {}, (), {group: {} for group in published.groups}, {group: {} for group in published.groups}), None
    )
    workspace.folder.benchmarks(code).add(published)
    return workspace


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world, made once."""
    return build(tmp_path_factory.mktemp("world") / "data").folder.path


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(built, tmp_path / "data")


def _published(workspace: Workspace) -> Benchmark:
    """Averages of a larger prefecture: two municipalities alone would not be enough."""
    cycle = Cycle.of(NOW).previous.previous
    questionnaire = workspace.staff_desk(workspace.roster.find(NAMES[OWN])).questionnaire
    figures: Figures = {"all": {OVERALL: Figure(cycle, "10+", mean=1.2)}}
    return Benchmark(
        cycle, NOW.date() - dt.timedelta(days=200), workspace.roster.prefecture.code, 1, RULE, QuestionnaireRef.to(questionnaire), figures
    )


def _write(workspace: Workspace, code: str, name: str) -> None:
    at = [NOW - dt.timedelta(days=400)]
    desk = workspace.staff_desk(workspace.roster.find(name), post="企画課", now=lambda: at[0])
    for days in (400, 2):
        at[0] = NOW - dt.timedelta(days=days)
        level = 1 if days == 2 else 0
        answers = {one.id: Answer(choice=level, evidence=word("Answer", code), target=3) for one in desk.questionnaire.items}
        snapshot = desk.submit_answers(answers, "企画課", "課長")
    at[0] = NOW - dt.timedelta(hours=1)
    desk.wishes.ask(word("Wish", code))
    desk.stocktaking.add({"name": word("Work", code), "idea": word("Work", code)})
    desk.choose(desk.result(snapshot).first_steps[0], snapshot)
    case = workspace.specialist_desk(SPECIALIST, [code], (), now=lambda: at[0]).cases()[0]
    case.observe(snapshot, "mom-01", word("Shared", code), internal=False)
    case.share(snapshot, ["mom-01"])
    case.observe(snapshot, "mom-02", word("Internal", code), internal=False)
    case.observe(snapshot, "mom-01", word("Internal", code), internal=True)
    case.judge(snapshot, "mom-01", 0, word("Judged", code))
    visit = case.plan(at[0].date())
    case.write(visit.id, VisitPatch(notes=word("Shared", code), internal=word("Internal", code)))
    case.agree(visit.id, "mom-02", 2, f"{name}の一歩", "企画課", None)
    case.record(visit.id)
    for item in desk.quick.items if desk.quick else ():
        desk.answer_quick(item.id, 1)
    desk.finish_quick()
    desk.begin()
    desk.save("mom-01", AnswerPatch(choice=2, comment=word("Draft", code)))
    desk.ask(["sec-01", "sec-02"], [SECTION_POST], NOW.date(), "")
    desk.ask(["gov-01"], ["別の係"], NOW.date(), word("Draft", code))
