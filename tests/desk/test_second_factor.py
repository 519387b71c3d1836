"""二段階の確認 at the centre's desk, on the command line, in a copy and for the doctor."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from cli.test_commands import run
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW

from dxcheck.demo import create_demo
from dxcheck.desk.second_factor import SecondFactorError
from dxcheck.doctor.files import document_findings
from dxcheck.doctor.finding import Mark
from dxcheck.model.account import Account
from dxcheck.model.edit import ChangedMeanwhileError, Edit
from dxcheck.model.second_factor import (
    PRINTED_CODES,
    Factor,
    Policy,
    SiteRule,
    kept_of,
    plain_code,
    printed_codes,
    recovery_codes,
    without_code,
)
from dxcheck.store.audit import AuditLog
from dxcheck.store.backup import back_up, restore
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace

SENMONKAN = "sato-system"
TODAY = NOW.date()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A specialist, the centre and staff, all new."""
    made = Workspace.open(tmp_path / "data")
    accounts = made.accounts_desk(now=lambda: NOW)
    accounts.add(SENMONKAN, "specialist", [])
    accounts.add("centre-1", "centre", [])
    accounts.add("imabari-kikaku", "staff", [made.roster.find("今治")])
    return made


def account(workspace: Workspace, name: str = SENMONKAN) -> Account:
    """As it is now."""
    found = workspace.folder.accounts(workspace.roster.prefecture.code).find(name)
    assert found is not None
    return found


def set_up(workspace: Workspace) -> None:
    """As the server does when a phone is set up."""
    code, one = workspace.roster.prefecture.code, account(workspace)
    workspace.folder.factors(code).put(Factor(one.name, one.factor_round + 1, NOW, "A" * 32), one)

    def change(old: Account) -> Account:
        import msgspec

        return msgspec.structs.replace(old, factor="app", factor_due=False, factor_round=old.factor_round + 1)

    workspace.folder.accounts(code).change(one.name, change)


def test_new_accounts_of_the_centre_and_specialists_set_it_up_at_once(workspace: Workspace) -> None:
    """Those of before may put it off until the day that the centre sets; staff are not asked; nobody is where it is turned off."""
    new, staff = account(workspace), account(workspace, "imabari-kikaku")
    before = Account(new.name, "specialist", "", "x", NOW)
    desk = workspace.accounts_desk(now=lambda: NOW).second_factor
    assert [desk.policy().asked(one, TODAY) for one in (new, account(workspace, "centre-1"), staff, before)] == [
        "enrol",
        "enrol",
        "nothing",
        "offer",
    ]
    desk.decide(until=TODAY)
    assert [desk.policy().asked(before, TODAY + dt.timedelta(days=n)) for n in (0, 1)] == ["offer", "enrol"]
    desk.decide(is_on=False)
    assert desk.policy().asked(new, TODAY) == "nothing"
    assert desk.policy().put_off_until == TODAY, "stays"


def test_two_of_the_centre_who_decide_at_once_are_told(workspace: Workspace) -> None:
    """The second one sees that the day is another by now; a day that is over is none."""
    desk = workspace.accounts_desk(now=lambda: NOW).second_factor
    later = TODAY + dt.timedelta(days=30)
    desk.decide(until=Edit(None, TODAY))
    with pytest.raises(ChangedMeanwhileError):
        desk.decide(until=Edit(None, later))
    desk.decide(is_on=Edit(True, False), until=Edit(None, None))
    assert (desk.policy().is_on, desk.policy().put_off_until) == (False, TODAY)
    with pytest.raises(SecondFactorError, match="きょうか、それより後"):
        desk.decide(until=TODAY - dt.timedelta(days=1))
    desk.decide(until=Edit(TODAY, None))
    assert desk.policy().put_off_until is None


def test_the_command_line_decides_resets_and_prints(workspace: Workspace) -> None:
    """Each is in the log; nothing of a code is."""
    data = workspace.folder.path
    set_up(workspace)
    assert "認証アプリ" in run(data, "account", "list").stdout
    assert "期限は決まっていません" in run(data, "account", "second-factor").stdout
    assert "使わない" in run(data, "account", "second-factor", "--off").stdout
    assert "2099年3月31日" in run(data, "account", "second-factor", "--on", "--until", "2099-03-31").stdout
    printed = run(data, "account", "print-codes", "Sato-System")
    codes = [line.split()[1] for line in printed.stdout.splitlines() if line[:3].strip().isdecimal()]
    assert len(codes) == PRINTED_CODES
    assert account(workspace).factor == "paper"
    assert "次のログインで" in run(data, "account", "reset-factor", SENMONKAN).stdout
    made = account(workspace)
    assert (made.factor, made.factor_due, made.printed) == ("", True, ())
    log = (data / "audit.log").read_text(encoding="utf-8")
    for event in ("second-factor-off", "second-factor-on", "codes-printed", "second-factor-reset"):
        assert event in log
    kept = "".join(one.read_text(encoding="utf-8") for one in data.glob("*.json*")) + log
    assert not [one for one in codes if one in kept]
    for name, said in (("imabari-kikaku", "専門官とセンター"), ("dare-ka", "見つかりません")):
        for command in ("print-codes", "reset-factor"):
            refused = run(data, "account", command, name)
            assert (refused.exit_code, said in refused.output) == (1, True)
    assert AuditLog(data).faulty_lines() == {}


def test_the_demo_says_that_it_has_none(tmp_path: Path) -> None:
    """On every way."""
    create_demo(tmp_path / "demo", today=TODAY)
    for rest in (("second-factor", "--off"), ("reset-factor", "demo-senmonkan"), ("print-codes", "demo-senmonkan")):
        refused = run(tmp_path / "demo", "account", *rest)
        assert (refused.exit_code, "デモでは" in refused.output) == (1, True)
    assert "デモでは" in run(tmp_path / "demo", "account", "second-factor").stdout
    added = run(tmp_path / "demo", "account", "add", SENMONKAN, "--role", "specialist")
    assert added.exit_code == 0
    assert "二段階" not in run(tmp_path / "demo", "account", "list").stdout


def test_a_copy_brings_it_all_back(workspace: Workspace, tmp_path: Path) -> None:
    """And the doctor finds nothing missing; without its file he names who cannot log in."""
    set_up(workspace)
    workspace.accounts_desk(now=lambda: NOW).second_factor.decide(until=TODAY)
    back_up(workspace.folder.path, tmp_path / "copy.zip", NOW)
    restore(tmp_path / "copy.zip", tmp_path / "back")
    again = Workspace.open(tmp_path / "back")
    code = again.roster.prefecture.code
    assert again.folder.factors(code).all() == workspace.folder.factors(code).all()
    assert again.folder.accounts(code).policy() == workspace.folder.accounts(code).policy()
    assert [one for one in document_findings(again.folder) if one.mark == Mark.PROBLEM] == []
    place(tmp_path / "back", "factors.json").unlink()
    (lost,) = [one for one in document_findings(again.folder) if one.mark == Mark.PROBLEM]
    assert SENMONKAN in lost.what
    place(workspace.folder.path, "factors.json").write_text("{", encoding="utf-8")
    assert [one for one in document_findings(workspace.folder) if "factors.json" in one.what]
    accounts = json.loads(place(tmp_path / "back", "accounts.json").read_text(encoding="utf-8"))
    assert "A" * 32 not in str(accounts), "the secret is nowhere else"


@given(st.integers(0, 9), st.text("abcdefghijkmnpqrstuvwxyz23456789", min_size=4, max_size=4), st.sampled_from(["", "-", " ", "　", "ー"]))
def test_a_code_is_the_same_however_it_is_typed(digit: int, group: str, between: str) -> None:
    """Capitals, full width, other dashes or none."""
    for typed in (between.join([group] * 3), between.join([group] * 3).upper()):
        wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in typed)
        assert plain_code(typed) == plain_code(wide) == "-".join([group] * 3)
    digits = f"{digit}" * 6
    assert plain_code(f"{digits[:3]} {digits[3:]}") == plain_code("".join(chr(ord(one) + 0xFEE0) for one in digits)) == digits


def test_codes_differ_and_each_works_once() -> None:
    """Also among many."""
    codes = [one for _ in range(100) for one in recovery_codes()]
    assert len(set(codes)) == len(codes)
    assert all(plain_code(one) == one for one in (*codes, *printed_codes()))
    kept = tuple(kept_of("a", one) for one in codes[:10])
    left = without_code(kept, "a", codes[3])
    assert left == kept[:3] + kept[4:]
    assert without_code(left, "a", codes[3]) == left
    assert without_code(kept, "b", codes[3]) == kept, "another account's"


def test_the_last_decision_holds() -> None:
    """Whatever came before."""
    rules = (SiteRule(is_on=False, at=NOW), SiteRule(is_on=True, at=NOW, put_off_until=TODAY))
    assert Policy(rules).is_on
    assert not Policy(rules[:1]).is_on
    assert not Policy(rules, is_demo=True).is_on
