"""A sheet to answer in goes out and comes back: nothing is lost, nothing of a colleague's is overwritten, and one step takes it back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from chance import tried
from desk.filled_sheets import (
    ANSWER,
    EVIDENCE,
    Desks,
    kinds,
    looked_at,
    standing,
    whole_workbook,
    workbook,
)
from desks import IMABARI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moments import EARLIER, NOW
from questionnaire.questionnaires import item as an_item
from questionnaire.questionnaires import questionnaire, text

from dxcheck.assessment.answer_sheet import SheetGround, answer_sheet
from dxcheck.assessment.findings_in_words import said_of
from dxcheck.assessment.taking_in import NotOursError, SheetKnown, findings
from dxcheck.desk import NoDraftError, StaffDesk
from dxcheck.desk.sheets import OtherDraftError
from dxcheck.formats.answer_table import answer_rows
from dxcheck.formats.answer_workbook import to_answer_csv, to_answer_workbook
from dxcheck.formats.foreign_cells import UnreadableTableError
from dxcheck.formats.foreign_tables import read_tables
from dxcheck.i18n import use
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.edit import ChangedMeanwhileError
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.roster import load_roster
from dxcheck.model.snapshot import Answer, Draft
from dxcheck.model.text import cleaned
from dxcheck.questionnaire import shipped_folder
from dxcheck.reports.answer_sheet import AnswerSheetFile
from dxcheck.workspace import Workspace

MARCH = dt.datetime(2027, 3, 10, 10, 0, tzinfo=JAPAN)
MAY = dt.datetime(2027, 5, 10, 10, 0, tzinfo=JAPAN)


def test_a_sheet_that_nobody_wrote_in_changes_nothing(desk: StaffDesk) -> None:
    """As workbook, as CSV in both encodings, in both languages, before and after the first answer."""
    for _turn in range(2):
        for language in ("ja", "en"):
            use(language)
            sheet = desk.answer_sheet()
            use("ja")
            for raw in (to_answer_workbook(sheet), to_answer_csv(sheet), to_answer_csv(sheet, "cp932")):
                found = looked_at(desk, raw)
                assert (found.found, found.faults, found.remarks, found.same) == ((), (), (), 42)
        desk.save("mom-01", AnswerPatch(choice=2, evidence="資料", target=4))
        without = next(item.id for item in desk.questionnaire.items if item.not_applicable is not None)
        desk.save(without, AnswerPatch(choice="not_applicable", reason="該当する業務がない"))
        desk.save("sys-01", AnswerPatch(choice="unknown", comment="情報係に聞く"))


def test_what_is_written_comes_back_into_the_draft(desk: StaffDesk) -> None:
    """Levels as figures and as people write them, texts, a target, 該当なし with its reason."""
    filled = whole_workbook(desk)
    filled.write("mom-01", answer=2, evidence="説明の資料", target=4)
    filled.write("mom-02", answer="３", comment="迷った\nところ")
    filled.write("mom-03", answer="レベル3")
    filled.write("mom-04", answer=3.0)
    filled.write("mom-05", answer="2 一部で計画的に")
    filled.write("gov-01", answer="わからない")
    without = next(item.id for item in desk.questionnaire.items if item.not_applicable is not None)
    filled.write(without, answer="該当なし", reason="業務がない")
    found = looked_at(desk, filled)
    assert set(kinds(found).values()) == {"new"}
    assert not found.faults
    made = desk.take_in(found)
    assert made.meanwhile == ()
    assert standing(desk) == {
        "mom-01": Answer(2, evidence="説明の資料", target=4),
        "mom-02": Answer(3, comment="迷った\nところ"),
        "mom-03": Answer(3),
        "mom-04": Answer(3),
        "mom-05": Answer(2),
        "gov-01": Answer("unknown"),
        without: Answer("not_applicable", "業務がない"),
    }
    assert looked_at(desk, filled).found == (), "taken in again it says nothing new"


def test_a_sheet_tells_why_a_level_was_chosen_and_leaves_the_ticks(desk: StaffDesk) -> None:
    """As a sentence beside the item; evidence that is written there changes no tick, another level takes them away."""
    desk.save("mom-01", AnswerPatch(choice=2, met=("2.1", "2.2", "3.1")))
    filled = workbook(desk)
    page, row = filled.at("mom-01")
    told = "".join(str(page.cell(row, column).value or "") for column in range(1, 12))  # type: ignore[attr-defined]
    assert "3には「新規採用と異動者の研修にも入っている」がまだです。" in told
    filled.write("mom-01", evidence="名簿")
    desk.take_in(looked_at(desk, filled))
    assert standing(desk)["mom-01"] == Answer(2, evidence="名簿", met=("2.1", "2.2", "3.1"))
    filled.write("mom-01", answer=3)
    desk.take_in(looked_at(desk, filled))
    assert standing(desk)["mom-01"] == Answer(3, evidence="名簿")


def test_one_step_takes_it_back_also_after_a_restart(make_desk: Desks) -> None:
    """What was there before is there again, with who wrote it; what was new is gone."""
    desk = make_desk()
    desk.save("mom-01", AnswerPatch(choice=1, evidence="前の資料"))
    before = desk.draft()
    assert before is not None
    filled = workbook(desk)
    filled.write("mom-01", answer=3, evidence="新しい資料")
    filled.write("mom-02", answer=2)
    desk.take_in(looked_at(desk, filled))
    back = make_desk().take_back()
    assert set(back.items) == {"mom-01", "mom-02"}
    after = desk.draft()
    assert after is not None
    assert after.entries == before.entries
    assert {one.item for one in after.history[-2:]} == {"mom-01", "mom-02"}, "what went can be found"
    with pytest.raises(NoDraftError):
        desk.take_back()


def test_taking_back_leaves_what_somebody_wrote_since(make_desk: Desks) -> None:
    """And says so; what was put back to the sheet's answer is the sheet's again."""
    desk, colleague = make_desk(), make_desk("税務課")
    filled = workbook(desk)
    for item in ("mom-01", "mom-02", "mom-03"):
        filled.write(item, answer=3)
    desk.take_in(looked_at(desk, filled))
    colleague.save("mom-01", AnswerPatch(choice=1))
    last = desk.last_taken_in()
    assert last is not None
    assert (set(last.items), last.since_changed) == ({"mom-02", "mom-03"}, ("mom-01",))
    desk.take_back()
    assert standing(desk) == {"mom-01": Answer(1)}


def test_only_the_sheet_that_was_shown_as_the_last_is_taken_back(make_desk: Desks) -> None:
    """Another that came meanwhile stays, and so does the one that was shown."""
    desk, colleague = make_desk(), make_desk("税務課", now=lambda: NOW + dt.timedelta(minutes=1))
    for one, item in ((desk, "mom-01"), (colleague, "gov-01")):
        shown = desk.last_taken_in()
        filled = workbook(one)
        filled.write(item, answer=3)
        made = one.take_in(looked_at(one, filled))
        last = desk.last_taken_in()
        assert last is not None
        assert made.session == last.session
    assert shown is not None
    with pytest.raises(ChangedMeanwhileError):
        desk.take_back(shown)
    assert set(standing(desk)) == {"mom-01", "gov-01"}
    assert desk.take_back(last).items == ("gov-01",)
    assert desk.take_back(shown).items == ("mom-01",)
    with pytest.raises(NoDraftError):
        desk.take_back(shown)


def test_two_sheets_are_taken_back_one_by_one(desk: StaffDesk) -> None:
    """The last one first."""
    for level in (1, 2):
        filled = workbook(desk)
        filled.write("mom-01", answer=level)
        filled.write(f"mom-0{level + 1}", answer=level)
        desk.take_in(looked_at(desk, filled))
    assert standing(desk) == {"mom-01": Answer(2), "mom-02": Answer(1), "mom-03": Answer(2)}
    desk.take_back()
    assert standing(desk) == {"mom-01": Answer(1), "mom-02": Answer(1)}
    desk.take_back()
    assert standing(desk) == {}


def test_what_a_colleague_answered_meanwhile_is_a_conflict_and_stays(make_desk: Desks) -> None:
    """Unless the person takes the sheet's; fields that only one of them touched are no conflict."""
    desk, colleague = make_desk(), make_desk("税務課")
    desk.save("mom-01", AnswerPatch(choice=1))
    filled = workbook(desk)
    filled.write("mom-01", answer=3, evidence="表の資料")
    filled.write("mom-02", answer=2)
    colleague.save("mom-01", AnswerPatch(choice=4, comment="同僚のことば"))
    colleague.save("mom-03", AnswerPatch(choice=5))
    found = looked_at(desk, filled)
    assert kinds(found) == {("mom-01", "answer"): "conflict", ("mom-01", "evidence"): "new", ("mom-02", "answer"): "new"}
    assert any("下書き「4」、表「3」" in line for line in said_of(found))
    desk.take_in(found)
    kept = {"mom-01": Answer(4, evidence="表の資料", comment="同僚のことば"), "mom-02": Answer(2), "mom-03": Answer(5)}
    assert standing(desk) == kept
    desk.take_back()
    desk.take_in(looked_at(desk, filled), {("mom-01", "answer")})
    assert standing(desk) == kept | {"mom-01": Answer(3, evidence="表の資料", comment="同僚のことば")}


def test_what_a_colleague_answers_while_the_findings_are_read_is_not_overwritten(make_desk: Desks) -> None:
    """It is told, and looked at anew it is a conflict."""
    desk, colleague = make_desk(), make_desk("税務課")
    filled = workbook(desk)
    filled.write("mom-01", answer=3)
    filled.write("mom-02", answer=3)
    found = looked_at(desk, filled)
    colleague.save("mom-01", AnswerPatch(choice=1))
    made = desk.take_in(found)
    assert [one.item for one in made.meanwhile] == ["mom-01"]
    assert standing(desk) == {"mom-01": Answer(1), "mom-02": Answer(3)}
    assert kinds(looked_at(desk, filled)) == {("mom-01", "answer"): "conflict"}


def test_a_sheet_of_another_municipality_or_questionnaire_is_refused(make_desk: Desks) -> None:
    """With words that say whose it is."""
    theirs = workbook(make_desk(name="松山"))
    with pytest.raises(NotOursError, match="382019"):
        looked_at(make_desk(), theirs)
    filled = workbook(make_desk())
    page, row = filled.at("mom-01")
    page.cell(row, 1).value = str(page.cell(row, 1).value).replace(" ehime-dx ", " other-dx ")  # type: ignore[union-attr]
    with pytest.raises(NotOursError, match="other-dx"):
        looked_at(make_desk(), filled)
    with pytest.raises(UnreadableTableError, match="記入表の行が見つかりません"):
        looked_at(make_desk(), "市町,人口\r\n今治市,1\r\n".encode())


@pytest.mark.parametrize("newer", ["2026.2", "2027.1"])
def test_a_sheet_of_an_older_version_gives_what_still_means_the_same(make_desk: Desks, data: Path, newer: str) -> None:
    """Reworded items are named and keep their texts; those that are gone are named. The one that ships words every item anew, the other one a single item."""
    if newer == "2026.2":
        _words_one_item_anew(data, newer)
    old = make_desk(now=lambda: NOW)
    filled = whole_workbook(old)
    for item in old.questionnaire.items:
        filled.write(item.id, answer=2, evidence="資料")
    new = make_desk(now=lambda: MARCH if newer == "2026.2" else MAY)
    kept = {item.id for item in new.questionnaire.items if old.questionnaire.wordings.get(item.id) == new.questionnaire.wordings[item.id]}
    found = looked_at(new, filled)
    assert new.questionnaire.version == newer
    assert not found.faults
    assert any("言葉が変わっています" in one for one in found.remarks)
    gone = set(old.questionnaire.item_by_id) - set(new.questionnaire.item_by_id)
    assert any("いまの診断票にない設問" in one for one in found.remarks) == bool(gone)
    assert len(kept) == (41 if newer == "2026.2" else 0)
    assert {one.item for one in found.found if one.field == "answer"} == kept
    texts = {one.item for one in found.found if one.field == "evidence"}
    assert texts > kept
    made = new.take_in(found)
    assert made.draft is not None
    assert made.draft.questionnaire.version == newer


def _words_one_item_anew(data: Path, version: str) -> None:
    text = (shipped_folder() / "ehime-dx.toml").read_text(encoding="utf-8")
    for before, after in (
        ('version = "2026.1"', f'version = "{version}"'),
        ("valid_from = 2026-10-01", "valid_from = 2027-03-01"),
        ("会議で進み具合を確かめていますか。", "会議で毎月の進み具合を確かめていますか。"),
        ('id = "gov-01"', 'id = "gov-01"\nreplaces = [{ item = "gov-01", version = "2026.1", change = "reworded" }]'),
    ):
        assert text.count(before) == 1
        text = text.replace(before, after)
    (data / "questionnaires").mkdir(parents=True)
    (data / "questionnaires" / "next.toml").write_text(text, encoding="utf-8")


def test_a_draft_of_another_version_by_now_takes_nothing(make_desk: Desks) -> None:
    """What was read to the person was another questionnaire."""
    march = dt.datetime(2027, 3, 20, 10, 0, tzinfo=JAPAN)
    make_desk(now=lambda: march).save("mom-01", AnswerPatch(choice=1))
    desk = make_desk(now=lambda: MAY)
    filled = workbook(desk)
    filled.write("mom-02", answer=2)
    found = looked_at(desk, filled)
    moved = make_desk(now=lambda: MAY).carry_over()
    with pytest.raises(OtherDraftError):
        desk.take_in(found)
    assert desk.draft() == moved


def test_what_was_carried_over_to_a_newer_version_is_not_taken_back_there(make_desk: Desks) -> None:
    """Its earlier answers are in the draft of before, which can be brought back; and there it can be taken back."""
    march = make_desk(now=lambda: dt.datetime(2027, 3, 20, 10, 0, tzinfo=JAPAN))
    march.save("mom-01", AnswerPatch(choice=1, evidence="前の資料"))
    filled = workbook(march)
    filled.write("mom-01", answer=2, evidence="表の資料")
    march.take_in(looked_at(march, filled))
    desk = make_desk(now=lambda: MAY)
    carried = desk.carry_over()
    assert desk.last_taken_in() is None
    with pytest.raises(NoDraftError):
        desk.take_back()
    assert desk.draft() == carried
    desk.bring_back()
    desk.take_back()
    assert standing(desk) == {"mom-01": Answer(1, evidence="前の資料")}


def test_without_a_draft_the_sheet_begins_one_and_a_submitted_cycle_is_corrected(make_desk: Desks) -> None:
    """As answering on the screen would; looking alone begins none."""
    make_desk(now=lambda: EARLIER).submit_answers({"mom-01": Answer(1, evidence="資料"), "mom-02": Answer(1)}, "企画課", "課長")
    desk = make_desk()
    same_cycle = desk.submitted_in(desk.cycle) is not None
    filled = workbook(desk)
    filled.write("mom-01", answer=2)
    found = looked_at(desk, filled)
    assert desk.draft() is None
    assert kinds(found) == {("mom-01", "answer"): "changed" if same_cycle else "new"}
    desk.take_in(found)
    assert standing(desk)["mom-01"].choice == 2


def test_what_was_done_is_in_the_log_and_no_answer_is(make_desk: Desks) -> None:
    """Taking in and taking back; looking is nobody's business."""
    desk = make_desk()
    told: list[tuple[str, str]] = []
    desk.witness = lambda event, detail: told.append((event, detail))
    filled = workbook(desk)
    filled.write("mom-01", answer=2, evidence="秘密の資料")
    desk.take_in(looked_at(desk, filled))
    draft = desk.draft()
    assert draft is not None
    desk.take_back()
    assert told == [("sheet-taken-in", draft.id), ("sheet-taken-back", draft.id)]


def test_the_section_that_answered_stands_beside_its_answers(desk: StaffDesk) -> None:
    """As it wrote itself over its rows; whoever takes the sheet in stands beside the others."""
    filled = workbook(desk)
    page, _row = filled.at("gov-01")
    assert page.cell(1, ANSWER).value == "回答した課・係"
    page.cell(1, EVIDENCE).value = "税務課　管理係\n"  # type: ignore[union-attr]
    filled.write("gov-01", answer=2)
    filled.write("mom-01", answer=2)
    made = desk.take_in(looked_at(desk, filled)).draft
    assert made is not None
    assert {item: entry.by for item, entry in made.entries.items()} == {"gov-01": "税務課　管理係", "mom-01": "企画課 情報係"}


def test_a_sheet_of_one_dimension_has_its_items_alone(desk: StaffDesk) -> None:
    """To be sent to the section that knows it."""
    sheet = desk.answer_sheet(("gov",))
    assert {row.item.dimension for part in sheet.parts for row in part.rows} == {"gov"}
    assert looked_at(desk, to_answer_workbook(sheet)).same == sum(item.dimension == "gov" for item in desk.questionnaire.items)


TEXTS = st.text(max_size=40).map(cleaned) | st.lists(
    st.sampled_from(["_x000D_", "_x005F", "<r>", "</r>", "=", "+", "-", "@", "'", "〔", "〕", "2026-1", "𠮷", "\ue000", "\n", "\t", "　"]), max_size=8
).map(lambda parts: cleaned("".join(parts)))  # fmt: skip
ANSWERS = st.builds(
    Answer,
    choice=st.none() | st.integers(0, 5) | st.just("unknown"),
    evidence=TEXTS,
    comment=TEXTS,
    target=st.none() | st.integers(0, 5),
) | st.builds(Answer, choice=st.just("not_applicable"), reason=TEXTS.filter(bool), evidence=TEXTS)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=tried(25))
@given(answers=st.lists(ANSWERS, min_size=3, max_size=3))
def test_whatever_can_be_stored_goes_out_and_comes_back(answers: list[Answer]) -> None:
    """Into the draft of somebody else who has answered nothing: the very same answers, by workbook and by CSV."""
    ids = ("gov-01", "gov-02", "gov-03")
    asked = questionnaire(*(an_item(one, not_applicable=text("業務がないとき")) for one in ids))
    given = dict(zip(ids, answers, strict=True))
    ground = SheetGround(load_roster(None).find("今治"), asked, given, None, Cycle.of(NOW), "3月31日")
    sheet = answer_sheet(ground)
    for raw in (to_answer_workbook(sheet), to_answer_csv(sheet)):
        rows = answer_rows(read_tables(raw))
        known = SheetKnown(IMABARI, asked, given, lambda _version, one: one)
        same = findings(rows, known)
        assert (same.found, same.faults) == ((), ())
        unmarked = [row._replace(mark=None) for row in rows]
        found = findings(unmarked, known._replace(answers={}))
        assert not found.faults
        made: dict[str, Answer] = {}
        for one in found.found:
            made[one.item] = one.patch.applied_to(made.get(one.item, Answer()))
        assert made == {one: answer for one, answer in given.items() if answer != Answer()}


PLACES = [("mom-01", "choice"), ("mom-01", "evidence"), ("mom-02", "choice"), ("mom-02", "evidence")]
EDITS = st.dictionaries(st.sampled_from(PLACES), st.integers(0, 3), max_size=4)
"""Item and field to what is written there; 0 empties it."""


def edited(edits: dict[tuple[str, str], int]) -> dict[tuple[str, str], int | str | None]:
    """What the values of edits are in their fields."""
    return {(one, name): (n or None) if name == "choice" else "資料" * n for (one, name), n in edits.items()}


def save_all(desk: StaffDesk, edits: dict[tuple[str, str], int]) -> None:
    """A person who answers on the screen."""
    for (one, name), value in edited(edits).items():
        desk.save(one, AnswerPatch(**{name: value}))  # type: ignore[arg-type]


def fields_of(desk: StaffDesk) -> dict[tuple[str, str], object]:
    """What stands in the places that are looked at."""
    draft = desk.draft()
    answers = draft.answers if draft is not None else {}
    return {(one, name): getattr(answers.get(one, Answer()), name) for one, name in PLACES}


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=tried(25))
@given(first=EDITS, sheet=EDITS, second=EDITS, third=EDITS, theirs=st.sets(st.sampled_from(PLACES)))
def test_nothing_that_a_colleague_wrote_is_lost_whatever_happens_when(
    tmp_path_factory: pytest.TempPathFactory,
    first: dict[tuple[str, str], int],
    sheet: dict[tuple[str, str], int],
    second: dict[tuple[str, str], int],
    third: dict[tuple[str, str], int],
    theirs: set[tuple[str, str]],
) -> None:
    """Before the sheet was made, while it was out, and while its findings were read; and taken back it is as it was."""
    workspace = Workspace.open(tmp_path_factory.mktemp("data"), create=True)
    town = workspace.roster.find("今治")
    desk, colleague = (workspace.staff_desk(town, post=post, now=lambda: NOW) for post in ("企画課", "税務課"))
    save_all(desk, first)
    made_with = fields_of(desk)
    filled = workbook(desk, "mom")
    wanted = made_with | edited(sheet)
    for (one, name), value in edited(sheet).items():
        filled.write(one, **{"answer" if name == "choice" else name: value})
    save_all(colleague, second)
    seen = fields_of(desk)
    found = looked_at(desk, filled)
    save_all(colleague, third)
    stands = fields_of(desk)
    desk.take_in(found, {(one, "answer" if name == "choice" else name) for one, name in theirs})  # type: ignore[misc]
    for place, now in fields_of(desk).items():
        is_touched = wanted[place] != made_with[place]
        is_kept = not is_touched or stands[place] != seen[place] or (seen[place] != made_with[place] and place not in theirs)
        assert now == (stands[place] if is_kept else wanted[place]), place
    if desk.last_taken_in() is not None:
        desk.take_back()
    assert fields_of(desk) == stands


def test_the_file_of_a_sheet_is_the_same_twice(desk: StaffDesk) -> None:
    """Nothing of the moment is in it."""
    file = AnswerSheetFile(desk.answer_sheet())
    assert file.to_bytes("xlsx") == file.to_bytes("xlsx")
    assert file.name == "記入表_今治市_2026.1"


def test_an_entry_made_by_a_sheet_is_read_like_any_other(desk: StaffDesk) -> None:
    """It says who took it in, and that it was given in this draft."""
    filled = workbook(desk)
    filled.write("mom-01", answer=2)
    made: Draft | None = desk.take_in(looked_at(desk, filled)).draft
    assert made is not None
    entry = made.entries["mom-01"]
    assert (entry.by, entry.standing.is_given) == ("企画課 情報係", True)
