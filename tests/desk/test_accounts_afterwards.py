"""Accounts by name however it is typed, and what stays of one that was reassigned, stopped or removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.test_commands import run
from hypothesis import given
from hypothesis import strategies as st
from moments import EARLIER, NOW

from dxcheck.casework.change import VisitPatch
from dxcheck.desk.accounts import AccountError
from dxcheck.desk.case import CaseDesk
from dxcheck.model.account import plain_name
from dxcheck.model.snapshot import Answer
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """今治市 with a snapshot, and two specialists, the first of whom looks after it."""
    made = Workspace.open(tmp_path / "data")
    town = made.roster.find("今治")
    desk = made.staff_desk(town, now=lambda: EARLIER)
    desk.submit_answers({one.id: Answer(choice=1) for one in desk.questionnaire.ordered}, "企画課", "課長")
    accounts = made.accounts_desk(now=lambda: NOW)
    accounts.add("sato-system", "specialist", [town])
    accounts.add("ito-data", "specialist", [])
    return made


def case_of(workspace: Workspace, name: str) -> CaseDesk:
    """今治市 at the desk of one of them, as their account is now."""
    account = workspace.folder.accounts(workspace.roster.prefecture.code).find(name)
    assert account is not None
    desk = workspace.specialist_desk(account.name, account.municipalities, account.fields, now=lambda: NOW)
    return desk.case(workspace.roster.find("今治"))


@pytest.mark.parametrize("typed", ["Sato-System", "ＳＡＴＯ－ｓｙｓｔｅｍ", " sato-system　", "satoーsystem", "sato−system"])
def test_a_name_is_the_same_account_however_it_is_typed(workspace: Workspace, typed: str) -> None:
    """Every command and desk that asks for one; and none can be made beside it."""
    accounts, data = workspace.accounts_desk(), workspace.folder.path
    with pytest.raises(AccountError, match="すでにあります"):
        accounts.add(typed, "specialist", [])
    assert accounts.set_disabled(typed, True).name == "sato-system"
    assert "sato-system" in run(data, "account", "enable", typed).stdout
    assert "sato-system" in run(data, "account", "assign", typed, "西条").stdout
    accounts.assign_to(workspace.roster.find("今治"), [typed])
    assert [one.name for one in accounts.all() if "382027" in one.municipalities] == ["sato-system"]
    assert run(data, "account", "reset", typed).exit_code == 0
    assert "今治市" in run(data, "specialist", "--as", typed).stdout


def test_a_new_account_is_kept_in_plain_characters(workspace: Workspace) -> None:
    """It says under which name."""
    made = run(workspace.folder.path, "account", "add", "Ｉｍａｂａｒｉ－Ｋｉｋａｋｕ", "今治")
    assert "アカウント: imabari-kikaku（今治市）" in made.stdout
    assert "英小文字" in run(workspace.folder.path, "account", "add", "今治 企画", "今治").output


@given(st.text(max_size=30))
def test_a_plain_name_stays_as_it_is(text: str) -> None:
    """Asked with what is kept, the same is found."""
    assert plain_name(plain_name(text)) == plain_name(text)


def test_what_a_specialist_wrote_stays_theirs_when_somebody_else_takes_over(workspace: Workspace) -> None:
    """Reassigned: observations, judgements and visits of the first are read by the second under the first one's name, and the second one's stand beside them."""
    before = case_of(workspace, "sato-system")
    snapshot = before.latest()
    assert snapshot is not None
    before.observe(snapshot, "mom-01", "一人目の所見", internal=False)
    before.share(snapshot, ["mom-01"])
    before.judge(snapshot, "mom-01", 0, "一人目の見立て")
    visit = before.plan(NOW.date())
    before.write(visit.id, VisitPatch(notes="一人目の記録"))
    accounts = workspace.accounts_desk()
    accounts.assign_to(workspace.roster.find("今治"), ["ito-data"])
    after = case_of(workspace, "ito-data")
    after.observe(snapshot, "mom-01", "二人目の所見", internal=False)
    after.share(snapshot, ["mom-01"])
    after.judge(snapshot, "mom-01", 2, "二人目の見立て")
    assert {(one.observation.by, one.observation.text) for one in after.observations(snapshot)} == {
        ("sato-system", "一人目の所見"),
        ("ito-data", "二人目の所見"),
    }
    assert {(one.by, one.level) for one in after.judgements(snapshot)} == {("sato-system", 0), ("ito-data", 2)}
    assert after.visit(visit.id).record.by == "sato-system"
    assert after.next_visit() is not None, "what was planned is still to be done"
    with pytest.raises(LookupError):
        case_of(workspace, "sato-system")


def test_what_a_removed_account_wrote_stays_readable(workspace: Workspace) -> None:
    """Somebody took it out of the file: its notes keep its name, and every screen and paper is made as before."""
    case = case_of(workspace, "sato-system")
    snapshot = case.latest()
    assert snapshot is not None
    case.observe(snapshot, "mom-01", "残る所見", internal=False)
    case.share(snapshot, ["mom-01"])
    visit = case.plan(NOW.date())
    case.record(visit.id)
    path = place(workspace.folder.path, "accounts.json")
    data = json.loads(path.read_bytes())
    data["accounts"] = {key: one for key, one in data["accounts"].items() if one["name"] != "sato-system"}
    path.write_text(json.dumps(data), encoding="utf-8")
    centre = workspace.centre_desk(now=lambda: NOW)
    assert [one.name for one in centre.specialists()] == ["ito-data"]
    staff = workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW)
    assert [one.by for one in staff.shared_observations(snapshot)] == ["sato-system"]
    assert [one.by for one in staff.records()] == ["sato-system"]
    every = centre.cases.case(workspace.roster.find("今治"))
    assert [one.observation.by for one in every.observations(snapshot)] == ["sato-system"]
