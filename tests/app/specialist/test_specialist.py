"""A specialist prepares, visits, and the municipality finds what was agreed: on a real folder, through both apps."""

from __future__ import annotations

import datetime as dt
import errno
import os
from pathlib import Path

import pytest
from app.people import Open, Person
from app.specialist_people import opened
from cli.test_commands import run
from desks import IMABARI, Desks, case_of, specialist, submit
from moments import EARLIER, NOW
from rich.cells import cell_len
from textual.widgets import TextArea

from dxcheck.app.screens import making
from dxcheck.app.widgets.rows import Rows
from dxcheck.app.widgets.text_box import TextBox
from dxcheck.casework.change import VisitPatch
from dxcheck.model.calendar import long_date
from dxcheck.model.edit import Edit
from dxcheck.model.snapshot import Answer
from dxcheck.store import files


async def review(person: Person) -> None:
    """Filter, observe for both audiences, give an own level."""
    await person.press("r")
    assert person.screen == "CaseReview"
    await person.press("f")
    await person.type("2段以上")
    await person.press("enter")
    assert "前回から2段以上動いた設問　1問" in person.text
    assert person.app.screen.query_one(Rows).value == "gov-01"
    await person.press("o")
    await person.type("根拠を見せてもらいました")
    await person.press("f8")
    await person.press("i")
    await person.type("課長のひとりの力")
    await person.press("escape")
    await person.press("l")
    assert [one for level in range(6) if f"\n{level}  " not in person.text for one in (level,)] == [], "what each level means stands beside"
    await person.press("2", "enter")
    await person.type("使うのは1課")
    await person.press("enter")
    assert any("[見立て2]" in one.text for one in person.app.screen.rows())  # type: ignore[attr-defined]


async def visit_and_share(person: Person) -> None:
    """Type notes and KPT, agree on an action, share."""
    await person.press("escape", "v")
    assert person.screen == "VisitScreen"
    await person.type("話し合った")
    for text in ("内部の話", "続ける", "困った", "試す"):
        await person.press("tab")
        await person.type(text)
    await person.press("f4")
    await person.type("gov-02")
    await person.press("enter")
    await person.press("ctrl+s")
    assert "取組　1件" in person.text
    await person.press("f8")
    await person.press("y")
    assert any("共有しました" in one for one in person.said)


async def test_prepare_visit_and_after(data: Path, make_desk: Desks, open_app: Open) -> None:
    """From the list to a reviewed snapshot, a recorded visit with KPT and an action, and the staff's home screen; then the action closes."""
    submit(make_desk)
    submit(make_desk, at=NOW - dt.timedelta(days=2), gov_01=Answer(choice=4), gov_02=Answer(choice="unknown"))
    make_desk().wishes.ask("小さな町でもできることを知りたい")
    async with opened(specialist(data)) as person:
        assert "まだ提出がありません" in person.text  # 松山市, said plainly
        assert "差戻し" not in person.text
        assert "相談　小さな町でもできることを知りたい" in person.text, "who waits for an answer stands at the top"
        await person.press("enter")
        assert "小さな町でもできることを知りたい" in person.text
        await review(person)
        await visit_and_share(person)
    desk = make_desk()
    assert [one.text for one in desk.shared_observations(desk.latest())] == ["根拠を見せてもらいました"]  # type: ignore[arg-type]
    (record,) = desk.records()
    assert (record.notes, record.keep, record.problem, record.tries) == ("話し合った", "続ける", "困った", "試す")
    (action,) = desk.actions()
    assert (action.item, action.level, action.visit) == ("gov-02", 1, record.id)
    async with open_app(desk) as staff:
        assert action.step[:12] in staff.text
        assert "所見1件" in staff.text
        await staff.press("v")
        assert "話し合った" in staff.text
        assert "内部の話" not in staff.text
        await staff.press("escape", "a", "s")
        assert "進行中" in staff.text
        await staff.press("c")
        await staff.type("はじめました")
        await staff.press("ctrl+s")
    assert [one.remarks[0].text for one in case_of(data).actions()] == ["はじめました"]
    submit(make_desk, at=NOW + dt.timedelta(hours=1), gov_02=Answer(choice=1))
    async with open_app(make_desk(now=lambda: NOW + dt.timedelta(hours=2))) as staff:
        assert "目指すレベルになった取組 1件" in staff.text
        await staff.press("a", "d")
    assert case_of(data).actions()[0].state == "done"


async def test_what_is_typed_during_a_visit_is_there_after_a_kill(data: Path, make_desk: Desks) -> None:
    """Nobody pressed a save key, and the app ended without saying goodbye."""
    submit(make_desk)
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "v")
        await person.type("書きかけの記録")
        await person.wait_until(lambda: any(one.record.notes for one in case_of(data).visits()))
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "v")
        assert person.app.screen.query_one("#notes", TextArea).text == "書きかけの記録"
    assert len(case_of(data).visits()) == 1


async def test_lines_of_another_specialist_appear_in_the_open_visit(data: Path, make_desk: Desks) -> None:
    """Both type into one field; both texts are in the store and on the screen."""
    submit(make_desk)
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "v")
        await person.type("一人目")
        await person.wait_until(lambda: any(one.record.notes == "一人目" for one in case_of(data).visits()))
        other = case_of(data, "senmonkan-2")
        other.write(other.visits()[0].id, VisitPatch(notes=Edit("", "二人目")))
        area = person.app.screen.query_one("#notes", TextArea)
        await person.wait_until(lambda: area.text == "一人目\n二人目")
        await person.type("と")
        await person.wait_until(
            lambda: "二人目" in case_of(data).visits()[0].record.notes and "と" in case_of(data).visits()[0].record.notes
        )


async def test_a_return_comes_first_and_marks_its_items(data: Path, make_desk: Desks, open_app: Open) -> None:
    """差戻し always has a reason; it is gone once its item was looked at again and the corrected snapshot is in."""
    submit(make_desk, at=NOW - dt.timedelta(days=1))
    case = case_of(data)
    latest = case.latest()
    assert latest is not None
    with pytest.raises(ValueError, match=latest.id):
        case.give_back(latest, "  ", ["gov-01"])
    case.give_back(latest, "根拠をひとこと足してください", ["gov-01"])
    async with open_app(make_desk()) as staff:
        assert staff.text.index("差戻し") < staff.text.index("おつかれさまです")
        await staff.press("s", "g")
        while "gov-01" not in staff.text:
            await staff.press("right")
        assert "専門官から: 根拠をひとこと足してください" in staff.text
        await staff.press("1")
    make_desk().submit("企画課", "課長")
    assert make_desk().open_returns() == []


async def test_what_waits_is_still_on_the_home_screen_after_the_next_submission(data: Path, make_desk: Desks, open_app: Open) -> None:
    """A return and an observation of the cycle before, each with its snapshot; they are dealt with from their own screen, and stay ticked there."""
    submit(make_desk, at=EARLIER)
    case = case_of(data, now=EARLIER + dt.timedelta(days=1))
    first = case.latest()
    assert first is not None
    case.give_back(first, "対象を確かめてください", ["gov-01", "gov-02"])
    case.observe(first, "gov-03", "要綱の写しを年度内に", internal=False)
    case.share(first, ["gov-03"])
    submit(make_desk, at=NOW - dt.timedelta(days=1), gov_02=Answer())
    which = f"{first.cycle.label}（{long_date(first.submitted_at)}提出）"
    async with open_app(make_desk()) as staff:
        assert f"対象: {which}" in staff.text
        assert "見直してほしい設問: gov-02" in staff.text
        assert "所見1件（うち前の診断結果へのもの1件）が対応を待っています" in staff.text
        await staff.press("o")
        assert staff.screen == "ResponsesScreen"
        assert f"所見　{which}" in staff.text
        await staff.press("enter")
        assert (staff.screen, staff.app.screen.query_one(Rows).value) == ("ItemsScreen", "gov-02")
        await staff.press("escape", "d", "down", "down", "down", "d")
        assert staff.text.count("[x]") == 2
        assert "対応済み" in staff.text
        assert "もうできている" in staff.text
        await staff.press("escape")
        assert "差戻しがあります" not in staff.text
        assert "対応を待っています" not in staff.text
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "w")
        assert "待っている所見と差戻しはありません" in person.text
        await person.press("a", "d")
        assert person.text.count("[ ]") == 1
        await person.press("escape")
        assert "差戻し中" in person.text


async def test_no_screen_and_no_file_of_the_staff_shows_an_internal_word(
    data: Path, make_desk: Desks, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every screen that a key opens from home, the items, the result, the past, and what the command line gives out as JSON."""
    submit(make_desk, at=EARLIER)
    submit(make_desk, at=NOW - dt.timedelta(hours=2), gov_01=Answer(choice=3))
    case = case_of(data)
    latest = case.latest()
    assert latest is not None
    visit = case.plan(NOW.date())
    case.observe(latest, "gov-01", "ひみつ所見", internal=True)
    case.observe(latest, "gov-01", "みんなの所見", internal=False)
    case.share(latest, ["gov-01"])
    case.judge(latest, "gov-01", 0, "ひみつ見立て")
    case.write(visit.id, VisitPatch(internal="ひみつメモ", notes="共有の記録"))
    case.record(visit.id)
    seen = ""
    async with open_app(make_desk()) as staff:
        for keys in (
            ("r",),
            ("r", "enter"),
            ("r", "i"),
            ("g",),
            ("a",),
            ("h",),
            ("h", "enter"),
            ("v",),
            ("w",),
            ("q",),
            ("s",),
            ("s", "g"),
            ("p",),
        ):
            await staff.press(*keys)
            seen += staff.text
            for _ in range(4):
                if staff.screen == "HomeScreen":
                    break
                await staff.press("escape")
            assert staff.screen == "HomeScreen", keys
    assert "共有の記録" in seen
    assert "ひみつ" not in seen
    said = run(data, "snapshot", "show", latest.id, "--json").stdout + run(data, "snapshot", "list", "今治", "--json").stdout
    assert latest.id in said
    assert "ひみつ" not in said


async def test_a_visit_that_is_called_off_leaves_the_plan(data: Path, make_desk: Desks) -> None:
    """It stays readable, and the next one is found."""
    submit(make_desk)
    case = case_of(data)
    case.plan(NOW.date() + dt.timedelta(days=3))
    kept = case.plan(NOW.date() + dt.timedelta(days=9))
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "v")
        await person.type("中止の理由")
        await person.press("f9", "y")
        assert person.screen == "CaseHome"
        await person.press("h")
        assert "取りやめ" in person.text
    coming = case.next_visit()
    assert coming is not None
    assert coming.id == kept.id
    assert sorted(one.state for one in case.visits()) == ["cancelled", "planned"]


async def test_a_return_says_how_to_answer_it(data: Path, make_desk: Desks, open_app: Open) -> None:
    """In the snapshot's own cycle it is corrected; in a later one the new self-check answers it; a draft that is there goes on."""
    submit(make_desk, at=EARLIER)
    case = case_of(data)
    latest = case.latest()
    assert latest is not None
    case.give_back(latest, "根拠を足してください", ["gov-01"])
    desk = make_desk()
    async with open_app(desk) as staff:
        assert "前回の回答を横に見ながら" in staff.text
    desk.begin()
    async with open_app(desk) as staff:
        assert "! の印がついています" in staff.text
    submit(make_desk, at=NOW)
    corrected = case.latest()
    assert corrected is not None
    case.give_back(corrected, "もう一度", [])
    desk = make_desk()
    desk._repository.change_draft(desk.questionnaire.id, lambda _draft: None)
    async with open_app(desk) as staff:
        assert "「訂正する」で前の回答から" in staff.text


async def test_from_the_list_to_a_printed_brief(data: Path, make_desk: Desks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter, b, Enter: the PDF lies in the person's folder; Ctrl+F and Enter make the Markdown; x is the pack for the next specialist."""
    monkeypatch.setattr(making, "download_folder", lambda: tmp_path)
    submit(make_desk)
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "b")
        await person.wait_until(lambda: "できました。まだ保存していません。" in person.text)
        await person.press("enter")
        await person.wait_until(lambda: "保存しました" in person.text)
        (pdf,) = sorted(tmp_path.glob("訪問前ブリーフ_今治市_*.pdf"))  # noqa: ASYNC240 - a few files
        assert pdf.read_bytes().startswith(b"%PDF")
        await person.press("ctrl+f", "enter")
        await person.wait_until(lambda: pdf.with_suffix(".docx").exists())
        await person.press("escape", "x")
        await person.wait_until(lambda: "できました。" in person.text)
        await person.press("enter")
        await person.wait_until(lambda: any(tmp_path.glob("引継ぎパック_今治市_*_専門官用.pdf")))


async def test_staff_make_their_own_handover_pack(
    data: Path, make_desk: Desks, open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From home, with nothing submitted yet as well."""
    monkeypatch.setattr(making, "download_folder", lambda: tmp_path)
    async with open_app(make_desk()) as person:
        await person.press("x")
        await person.wait_until(lambda: "できました。" in person.text)
        await person.press("enter")
        await person.wait_until(lambda: any(tmp_path.glob("引継ぎパック_今治市_*.pdf")))


async def test_two_specialists_at_one_review_lose_nothing(data: Path, make_desk: Desks) -> None:
    """Both observe and judge the same item at the same time, in two apps; each one's words stand, and each sees the other's."""
    submit(make_desk, gov_01=Answer(choice=4))
    names = ("senmonkan-1", "senmonkan-2")
    async with opened(specialist(data, names[0], (IMABARI,))) as one, opened(specialist(data, names[1], (IMABARI,))) as two:
        for person in (one, two):
            await person.press("enter", "r")
        for person, name in ((one, names[0]), (two, names[1])):
            await person.press("o")
            await person.type(f"{name}の所見")
        for person in (one, two):
            await person.press("escape")
            await person.press("l", "2" if person is one else "3", "enter")
            await person.type("見立ての理由")
            await person.press("enter")
        case, both = case_of(data), set(names)
        latest = case.latest()
        assert latest is not None
        await one.wait_until(lambda: {noted.observation.by for noted in case.observations(latest)} == both)
        await one.wait_until(lambda: {(made.by, made.level) for made in case.judgements(latest)} == {(names[0], 2), (names[1], 3)})
    assert {noted.observation.text for noted in case.observations(latest)} == {f"{name}の所見" for name in names}
    async with opened(specialist(data, names[0], (IMABARI,))) as person:
        await person.press("enter", "r")
        assert all(f"{name}の所見" in person.text for name in names)


async def test_notes_wait_for_a_disk_that_is_full(data: Path, make_desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The specialist goes on typing and is told; when there is room again, all of it is saved."""
    submit(make_desk)
    real = files.write_new

    def refuse(*_args: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "v")
        monkeypatch.setattr(files, "write_new", refuse)
        await person.type("満杯でも書いた")
        await person.wait_until(lambda: any("空き" in one for one in person.said))
        assert person.app.screen.query_one("#notes", TextArea).text == "満杯でも書いた"
        assert not any(one.record.notes for one in case_of(data).visits())
        monkeypatch.setattr(files, "write_new", real)
        await person.wait_until(lambda: any(one.record.notes == "満杯でも書いた" for one in case_of(data).visits()))


async def test_what_a_list_says_stands_in_columns(data: Path, make_desk: Desks) -> None:
    """Whether there is a wish, whatever the other columns hold; and of an item which way it went and its level."""
    submit(make_desk)
    submit(make_desk, at=NOW - dt.timedelta(days=2), gov_01=Answer(choice=4), gov_02=Answer(choice="unknown"), gov_03=Answer(choice=0))
    make_desk().wishes.ask("小さな町でもできることを知りたい")
    async with opened(specialist(data)) as person:
        lines = [one for one in person.text.split("\n") if "前" in one or "まだ提出がありません" in one]
        at = cell_len(next(one for one in lines if "相談" in one).partition("相談")[0])
        there = [one for one in lines if "今治市" in one or "松山市" in one]
        assert [cell_part(one, at, 4).strip() for one in there] == ["今日", "-"]
        await person.press("enter", "r")
        items = {one.value: one.head for one in person.app.screen.rows() if one.value}  # type: ignore[attr-defined]
        assert (items["gov-01"], items["gov-02"], items["gov-03"]) == ("gov-01  ^ 4", "gov-02  - -", "gov-03  v 0")
        assert len({len(one) for one in items.values()}) == 1
        assert "上がった 1問" in person.text
        assert "[わからない]" in person.text


def cell_part(line: str, first: int, count: int) -> str:
    """Some cells of a line."""
    made, at = "", 0
    for character in line:
        if first <= at < first + count:
            made += character
        at += cell_len(character)
    return made


async def test_whoever_writes_goes_on_where_they_were_when_the_screen_is_made_anew(data: Path, make_desk: Desks) -> None:
    """As after another language was chosen, or a part came late: the next letter does not go into another field."""
    submit(make_desk)
    case_of(data).plan(NOW.date())
    async with opened(specialist(data)) as person:
        await person.press("enter", "v")
        await person.press("tab")
        await person.type("abc")
        await person.press("left")
        written = person.app.focused
        assert isinstance(written, TextBox)
        assert written.id != "notes"
        await person.app.screen.look_anew()
        await person.type("x")
        again = person.app.focused
        assert isinstance(again, TextBox)
        assert (again.id, again.text) == (written.id, "abxc")
