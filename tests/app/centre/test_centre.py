"""The centre at its screens: closing week, a visit to plan, partners to find, on the demo prefecture and on real folders."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from app.centre_people import NOW, opened, screen_text
from app.people import DESIGN, SMALL, Person
from textual.widgets import OptionList

from dxcheck.app.centre.app import CentreApp
from dxcheck.app.screens import making
from dxcheck.app.staff.app import DxcheckApp
from dxcheck.app.widgets.heatmap import HeatCell, Heatmap, HeatRow, _halves
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace


def saved(folder: Path) -> list[str]:
    """The PDFs in a folder."""
    return [one.name for one in folder.glob("*.pdf")]


@pytest.mark.parametrize("size", [DESIGN, SMALL])
async def test_all_twenty_at_once(workspace: Workspace, size: tuple[int, int]) -> None:
    """A digit in every cell, the mean under them, who is not counted and why; other measures; sorted and filtered."""
    async with opened(workspace, size) as person:
        text = screen_text(person)
        assert all(name in text for name in ("松山市", "今治市", "県内の平均", "全体"))
        assert "集計 19/20市町" in text
        assert "まだ提出がありません 上島町" in text
        heat = person.app.screen.query_one(Heatmap)
        assert heat.value == "382019"
        await person.press("s")
        assert "全体の小さい順" in screen_text(person)
        order = list(heat.values)
        figures = [float(one.cells[0].text) for one in map(heat._row_of, heat.values) if not one.remark]
        assert figures == sorted(figures)
        assert order[-1] == "383562", "nothing submitted comes last, not first"
        await person.press("s")
        assert "全体の大きい順" in screen_text(person)
        figures = [float(one.cells[0].text) for one in map(heat._row_of, heat.values) if not one.remark]
        assert figures == sorted(figures, reverse=True)
        assert heat.values[-1] == "383562", "nothing submitted comes last in this direction too"
        await person.press("s", "m")
        assert "コード順" in screen_text(person)
        assert "前からの変化" in screen_text(person)
        await person.press("m")
        assert "目標までの差" in screen_text(person)
        await person.press("m", "m", "p")
        assert "令和8年度前期の時点" in screen_text(person)
        await person.press("n", "n")
        assert "令和8年度後期の時点" in screen_text(person), "a cycle that has not begun cannot be looked at"


async def test_closing_week_who_is_missing_and_whom_to_write_to(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Missing ones first, a draft only as a share; the list with cycle, day and state is read, copied and saved; Enter opens the municipality."""
    monkeypatch.setattr(making, "download_folder", lambda: tmp_path)
    async with opened(workspace, SMALL) as person:
        await person.press("b")
        assert "提出 9/20市町" in person.text
        assert "50%（21/42）" in person.text
        await person.press("c")
        assert person.app.clipboard == ""
        shown = person.text
        assert "令和8年度後期の診断の提出について（2026年11月24日現在）" in shown
        assert "締切: 2027年3月31日（あと127日）" in shown
        assert "今治市　記入中 50%（21/42）　企画財政課 デジタル推進係 主任" in shown.replace("\n", "")
        await person.press("c")
        copied = person.app.clipboard
        assert all(line in shown for line in copied.splitlines())
        assert len(copied.splitlines()) == 4 + 11
        await person.press("o")
        await person.wait_until(lambda: "できました" in person.text)
        await person.press("enter")
        saved_as = tmp_path / "提出の連絡先_令和8年度後期.txt"
        await person.wait_until(saved_as.exists)
        assert saved_as.read_bytes().decode("utf-8-sig").splitlines() == copied.splitlines()
        await person.press("escape", "escape", "enter")
        assert person.screen == "CaseHome"


async def test_preview_and_publish_once(workspace: Workspace) -> None:
    """The demo's last closed cycle: figures and reasons, a question, the ledger; a second time there is nothing to publish."""
    async with opened(workspace) as person:
        await person.press("a")
        assert "令和8年度前期の下見" in person.text
        assert "両方に提出した市町（かっこの中の数）" in person.text
        await person.press("u")
        await person.press("n")
        assert len(workspace.centre_desk(now=lambda: NOW).benchmarks()) == 4
        await person.press("u")
        await person.press("y")
        await person.wait_until(lambda: any("公表しました" in one for one in person.said))
        assert len(workspace.centre_desk(now=lambda: NOW).benchmarks()) == 5
        await person.press("u")
        assert any("公表済みです" in one for one in person.said)


async def test_other_peoples_submissions_appear_by_themselves(workspace: Workspace) -> None:
    """Without a key, within a few seconds; a damaged file costs one row."""
    async with opened(workspace) as person:
        desk = workspace.staff_desk(workspace.roster.find("上島"), now=lambda: NOW)
        desk.submit_answers({item.id: Answer(choice=1) for item in desk.questionnaire.items}, "総務課", "課長")
        began = time.monotonic()
        await person.wait_until(lambda: "集計 20/20市町" in screen_text(person))
        assert time.monotonic() - began < 15
        place(workspace.folder.path, "382027.json").write_bytes(b"{")
        await person.wait_until(lambda: "ファイルを読めません 今治市" in screen_text(person))
        assert "集計 19/20市町" in screen_text(person)


async def test_files_for_the_governors_office(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workbook, then the report in both builds."""
    monkeypatch.setattr(making, "download_folder", lambda: tmp_path)
    async with opened(workspace) as person:
        await person.press("o")
        for down, name in enumerate(
            ("市町の概況_令和8年度後期.xlsx", "市町の概況_センター用_令和8年度後期.pdf", "県内平均_公表用_令和7年度後期.pdf")
        ):
            await person.press(*["down"] * down, "enter")
            await person.wait_until(lambda: "できました。" in person.text)
            await person.press("enter")
            await person.wait_until(lambda name=name: (tmp_path / name).exists())  # type: ignore[misc]
            await person.press("ctrl+t")


async def test_two_thousand_rows_are_fluid(workspace: Workspace) -> None:
    """Only the rows on the screen are made, wherever the cursor goes."""
    async with opened(workspace, SMALL) as person:
        heat = person.app.screen.query_one(Heatmap)
        rows = {f"{n:06}": HeatRow(f"{n:06}", f"市{n}", tuple(HeatCell(f"{n % 5}.0", n % 5 / 5) for _ in range(9))) for n in range(1741)}
        heat.show(["列"] * 9, list(rows), rows.__getitem__)
        await person.press("end")
        assert heat.value == "001740"
        assert "市1740" in screen_text(person)
        await person.press("home", "pagedown")
        assert 0 < heat.row < 40


async def test_accounts_are_made_and_assigned_without_a_command_line(workspace: Workspace) -> None:
    """The password is shown once and nowhere else; a name that cannot be is told; stopping and letting in again."""
    place(workspace.folder.path, "accounts.json").unlink()
    async with opened(workspace) as person:
        await person.press("k")
        assert "まだアカウントがありません" in person.text
        await person.press("n")
        await person.type("imabari-kikaku")
        await person.press("tab", "tab")
        await person.type("今治市")
        await person.press("enter", "enter")
        await person.wait_until(lambda: "はじめのパスワード" in person.text)
        shown = person.app.screen.query("Paragraphs").last().text  # type: ignore[attr-defined]
        await person.press("escape")
        desk = workspace.centre_desk(now=lambda: NOW).accounts
        (account,) = desk.all()
        assert (account.name, account.role, account.municipality, account.must_change) == ("imabari-kikaku", "staff", "382027", True)
        assert account.password.startswith("$argon2")
        assert account.password not in shown
        await person.press("n")
        await person.type("Imabari!")
        await person.press("tab", "tab", "tab", "enter")
        await person.wait_until(lambda: "市町を1つ" in person.text or "英小文字" in person.text)
        desk.add("senmonkan-1", "specialist", [], ())
        await person.press("escape", "k", "down", "a")
        await person.type("今治市 西条")
        await person.press("enter")
        await person.type("なにか")
        await person.press("enter")
        assert "分野「なにか」はありません" in person.text
        await person.press(*["backspace"] * 3)
        await person.type("データ,people")
        await person.press("enter")
        made = {one.name: one for one in desk.all()}["senmonkan-1"]
        assert made.municipalities == ("382027", "382060")
        assert made.fields == ("data", "people")
        assert "分野: データ利活用、人材育成・組織" in person.text
        await person.press("d")
        assert [one.disabled for one in desk.all()] == [False, True]
        before = desk.all()[1].password
        await person.press("d", "r", "y")
        await person.wait_until(lambda: "senmonkan-1 のはじめのパスワード" in person.text)
    assert [one.password == before for one in desk.all()] == [False, False]
    assert desk.all()[0].password == account.password


async def test_the_board_follows_what_is_answered_meanwhile(workspace: Workspace) -> None:
    """Somebody begins a draft while the board is open; only files that changed are looked into."""
    async with opened(workspace) as person:
        await person.press("b")
        assert "松山市" in person.text
        desk = workspace.staff_desk(workspace.roster.find("松山市"), post="情報課", now=lambda: NOW)
        desk.save(desk.questionnaire.ordered[0].id, AnswerPatch(choice=2))
        await person.wait_until(lambda: "2%（1/42）" in person.text)


@pytest.mark.parametrize(
    ("name", "width", "lines"),
    [
        ("機運・対話", 6, ("機運", "対話")),
        ("業務改革", 6, ("業務", "改革")),
        ("業務改革", 10, ("業務改革", "")),
        ("Overall", 6, ("Over-", "all")),
        ("Data and AI", 6, ("Data", "and AI")),
        ("データ・AI", 6, ("データ", "AI")),
    ],
)
def test_a_columns_name_fits_on_two_lines(name: str, width: int, lines: tuple[str, str]) -> None:
    """At a punctuation mark or a space, else in the middle."""
    assert _halves(name, width) == lines


@pytest.mark.parametrize("size", [DESIGN, SMALL], ids=["120x40", "80x24"])
def test_the_overview_looks_as_it_did(workspace: Workspace, snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    """Every cell, shade and the cursor, at both sizes."""
    assert snap_compare(CentreApp(workspace.centre_desk("センター", now=lambda: NOW)), terminal_size=size, press=["right", "down"])


async def test_close_a_cycle_early_and_publish_it_the_next_day(workspace: Workspace, make_home: Callable[..., Any]) -> None:
    """Opened with a message that every municipality sees; closed; published tomorrow; then nothing moves the day any more."""
    async with opened(workspace) as person:
        await person.press("c")
        assert "締切 2027年3月31日" in person.text
        await person.press("o")
        await person.press(*["backspace"] * 10)
        await person.type("2026-11-20")
        await person.press("enter", "enter")
        await person.wait_until(lambda: "きょうか、それより後の日" in person.text)
        await person.press("shift+tab", "end", *["backspace"] * 10)
        await person.type("12/10")
        await person.press("enter")
        await person.type("研修までに出してください")
        await person.press("enter")
        assert "締切 2026年12月10日" in person.text
    async with make_home(workspace) as staff:
        assert "締切 2026年12月10日" in staff.text
        assert "センターから: 研修までに出してください" in staff.text
        async with opened(workspace) as person:
            await person.press("c", "x")
            assert "まだ提出していないのは11市町です" in person.text
            await person.press("enter")
            assert "締め切った" not in person.text, "Enter alone closes nothing"
            await person.press("x", "y")
            assert "締め切った" in person.text
            await person.press("escape", "b")
            assert "本日まで" in person.text
        await staff.wait_until(lambda: "本日まで" in staff.text)
    tomorrow = NOW + dt.timedelta(days=1)
    async with opened(workspace, now=tomorrow) as person:
        await person.press("a")
        assert "令和8年度後期の下見" in person.text
        await person.press("u", "y")
        await person.wait_until(lambda: any("公表しました" in one for one in person.said))
        await person.press("escape", "c", "e")
        await person.type("2027-1-10")
        await person.press("enter")
        await person.wait_until(lambda: "締切はもう変えられません" in person.text)
    async with make_home(workspace, tomorrow) as staff:
        assert "次の県内平均に入ります" in staff.text


@pytest.fixture
def make_home() -> Callable[..., Any]:
    """Open the app of a municipality that has not submitted yet."""

    @asynccontextmanager
    async def made(workspace: Workspace, now: dt.datetime = NOW) -> AsyncIterator[Person]:
        desk = workspace.staff_desk(workspace.roster.find("松山"), now=lambda: now)
        app: Any = DxcheckApp(desk)
        async with app.run_test(size=DESIGN, notifications=True) as pilot:
            person = Person(app, pilot)
            await person.settle()
            yield person

    return made


async def test_the_roster_says_who_looks_after_whom(workspace: Workspace) -> None:
    """Assigned from the municipality's side; a name that is none is refused and changes nothing."""
    place(workspace.folder.path, "accounts.json").unlink()
    accounts = workspace.accounts_desk()
    accounts.add("sato-system", "specialist", [workspace.roster.find("今治")])
    accounts.add("imabari-kikaku", "staff", [workspace.roster.find("今治")])
    async with opened(workspace) as person:
        await person.press("r", "down")
        assert "sato-system　担当 1市町　分野なし" in person.text
        assert "imabari-kikaku" in person.text
        await person.press("up", "a")
        await person.type("suzuki")
        await person.press("enter")
        await person.wait_until(lambda: "見つかりません" in person.text)
        await person.press("end", *["backspace"] * len("suzuki"))
        await person.type("sato-system")
        await person.press("enter")
        await person.wait_until(lambda: person.text.count("sato-system") == 3)
    assert [one.municipalities for one in workspace.accounts_desk().all() if one.name == "sato-system"] == [("382019", "382027")]


WANTED = [
    "市町の概況（中予）",
    "市町の概況（すべての市町）",
    "報告書（センター用・市町名あり）（すべての市町）",
    "報告書（公表用・県内平均だけ）",
    "図: 市町と分野の表",
    "図: 分野ごとの散らばり",
    "図: 県全体の推移",
    "図: 市町ごとの推移",
    "県内平均の表（公表用）",
    "図: 県内平均の推移（公表用）",
    "市町の概況（Shift_JISのCSV）（中予）",
]


async def test_pictures_of_the_filtered_municipalities(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`o` offers the pictures beside the table and the reports."""
    monkeypatch.setattr(making, "download_folder", lambda: tmp_path)
    async with opened(workspace) as person:
        await person.press("f", "right", "enter", "o")
        listed = [str(one.prompt) for one in person.app.screen.query_one(OptionList).options]
        assert [one.strip().split("  ")[0] for one in listed] == WANTED
        await person.press(*"分野ごと", "enter")
        await person.wait_until(lambda: "できました" in person.text, 20)
        assert person.text.splitlines()[0] == "図: 分野ごとの散らばり"
        await person.press("ctrl+t", *"分野の表", "enter")
        await person.wait_until(lambda: "できました" in person.text and person.text.startswith("図: 市町と分野の表"), 20)
        await person.press("enter")
        await person.wait_until(lambda: bool(saved(tmp_path)))
    assert saved(tmp_path) == ["市町と分野の表_中予_センター用_令和8年度後期.pdf"]


async def test_a_corrected_submission_is_marked_on_the_board(workspace: Workspace) -> None:
    """What it took the place of is counted once."""
    desk = workspace.staff_desk(workspace.roster.find("松前"), now=lambda: NOW)
    latest = desk.latest()
    assert latest is not None
    desk.submit_answers(latest.answers, "企画課", "課長")
    async with opened(workspace) as person:
        await person.press("b")
        assert "提出済み（訂正あり）" in person.text
        assert "提出 9/20市町" in person.text
