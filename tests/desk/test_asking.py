"""照会: a section is asked, answers, hands back; the planning section sees what lies side by side, decides, takes over, and takes that back in one step."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from desk.test_access import reachable
from desks import IMABARI, submit
from hypothesis import given, settings
from hypothesis import strategies as st
from moments import EARLIER, NOW
from questionnaire.questionnaires import item as an_item
from questionnaire.questionnaires import questionnaire

from dxcheck.casework.asked import Gathered, Given, assignments, items_in_words, only_items, side_by_side, spread_in_words, usual_sections
from dxcheck.casework.asking import KEPT_ASKED, Ask, Turn
from dxcheck.desk import StaffDesk
from dxcheck.desk.asked import ClosedAskError
from dxcheck.desk.asking import AskError
from dxcheck.desk.drafting import NoDraftError
from dxcheck.desk.section import SectionDesk
from dxcheck.doctor.files import document_findings
from dxcheck.doctor.finding import Mark
from dxcheck.model.calendar import Cycle
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import EMPTY, LONGEST_TEXT, Answer, DraftEntry, QuestionnaireRef
from dxcheck.model.spelling import Spelling
from dxcheck.questionnaire.model import Condition, Text
from dxcheck.store import layout
from dxcheck.store.backup import back_up, restore
from dxcheck.store.errors import StoreError
from dxcheck.store.redaction import Redaction
from dxcheck.store.shelves import shelf_of
from dxcheck.workspace import Workspace

Desks = Callable[..., StaffDesk]
DUE = dt.date(2026, 12, 10)
IT, STAFFING = "総務課 情報係", "人事課"


def section(data: Path, post: str = IT, now: dt.datetime = NOW) -> SectionDesk:
    """A section's desk, as its account would open it."""
    workspace = Workspace.open(data)
    town = workspace.roster.find("今治")
    return workspace.section_desk(town, post, workspace.asked_of(town, post), now=lambda: now)


def handed(data: Path, post: str, **answers: object) -> str:
    """A section answers all it was asked about, and hands back; the ask's id."""
    desk = section(data, post)
    [asked] = [one for one in desk.asked() if one.ask.is_open]
    for item, choice in answers.items():
        desk.at(asked.ask.id).save(item.replace("_", "-"), AnswerPatch(choice=choice, evidence=f"{post}の資料"))  # type: ignore[arg-type]
    return desk.at(asked.ask.id).hand_back().id


def test_an_ask_that_is_broken_keeps_no_other_section_from_its_own(desk: StaffDesk, data: Path) -> None:
    """Whoever sits before one section's screen can break that section's ask alone."""
    every = [layout.of_ask(data, "382027", one.id) for one in desk.ask(["gov-01", "gov-02"], [IT, STAFFING], DUE)]
    shelf_of(data).write(every[0], b"x")
    assert [one.ask.post for one in section(data, STAFFING).asked()] == [STAFFING]
    shelf_of(data).write(every[1], b"x")
    with pytest.raises(StoreError):
        section(data, STAFFING)


def test_a_dimension_goes_out_comes_back_and_is_in_the_draft(desk: StaffDesk, make_desk: Desks, data: Path) -> None:
    """With the section's evidence and post; the section saw last time's answers; what was decided from what is kept, and one step takes it back."""
    submit(make_desk, level=2, at=EARLIER)
    items = [one.id for one in desk.questionnaire.items_by_dimension["sec"]]
    desk.save("sec-02", AnswerPatch(choice=1))
    [ask] = desk.ask(items, [IT], DUE, "前回から変わったところを")
    theirs = section(data)
    [asked] = theirs.asked()
    assert asked.ask.items == tuple(items)
    before = asked.ask.before
    assert before is not None
    assert {item: one.choice for item, one in before.answers.items()} == dict.fromkeys(items, 2)
    assert desk.gathered() == []
    handed(data, IT, sec_01=3, sec_02=2, sec_03="unknown")
    there = desk.gathered()
    assert [(one.item, one.needs_deciding) for one in there] == [("sec-01", False), ("sec-02", True), ("sec-03", False)]
    assert "下書きは" in spread_in_words(there[1], desk.questionnaire)
    made = desk.take_over(there, {one.item: ask.id for one in there})
    assert made.taken == ("sec-01", "sec-02", "sec-03")
    draft = desk.draft()
    assert draft is not None
    assert (draft.entries["sec-01"].by, draft.answer("sec-01")) == (IT, Answer(choice=3, evidence="総務課 情報係の資料"))
    assert [(one.item, one.choice, one.sources[0].post) for one in desk.decisions()][:2] == [("sec-01", 3, IT), ("sec-02", 2, IT)]
    assert all(one.is_taken_over for one in desk.gathered())
    desk.save("sec-03", AnswerPatch(choice=0))
    back = desk.take_answers_back()
    assert (set(back.items), back.since_changed) == ({"sec-01", "sec-02"}, ("sec-03",))
    draft = desk.draft()
    assert draft is not None
    assert (draft.answer("sec-01"), draft.answer("sec-02").choice, draft.answer("sec-03").choice) == (EMPTY, 1, 0)
    assert [one.item for one in desk.decisions() if one.taken_back_at is not None] == ["sec-01", "sec-02"]
    with pytest.raises(NoDraftError):
        desk.take_answers_back()


def test_several_answers_stand_side_by_side_until_somebody_decides(desk: StaffDesk, data: Path) -> None:
    """The spread is said; who says the same lends its evidence; what the others said is kept with the decision."""
    desk.ask(["sec-01"], [IT, STAFFING, "会計課"], DUE)
    first, second = handed(data, IT, sec_01=3), handed(data, STAFFING, sec_01=1)
    handed(data, "会計課", sec_01=1)
    [one] = desk.gathered()
    assert (one.spread, one.is_agreed, one.needs_deciding) == ((1, 3), False, True)
    assert "1から3" in spread_in_words(one, desk.questionnaire)
    desk.take_over([one], {"sec-01": second})
    [decision] = desk.decisions()
    assert (decision.choice, decision.chosen, [each.choice for each in decision.sources]) == (1, second, [3, 1, 1])
    draft = desk.draft()
    assert draft is not None
    assert draft.answer("sec-01").evidence == "人事課の資料\n会計課の資料"
    assert first != second


def test_what_the_planning_section_wrote_beside_an_answer_is_there_after_taking_over(desk: StaffDesk, data: Path) -> None:
    """Where a section says the same, its evidence comes beside theirs; a target and a remark that no section gives stay. Said once more, nothing grows."""
    desk.save("sec-01", AnswerPatch(choice=2, evidence="計画の写し", comment="議会に報告ずみ", target=3))
    desk.save("sec-02", AnswerPatch(choice=1, evidence="古い図", comment="要確認", target=3))
    [ask] = desk.ask(["sec-01", "sec-02"], [IT], DUE)
    handed(data, IT, sec_01=2, sec_02=2)
    there = desk.gathered()
    assert [(one.needs_deciding, one.is_taken_over) for one in there] == [(False, False), (True, False)]
    desk.take_over(there, {"sec-01": ask.id, "sec-02": ask.id})
    draft = desk.draft()
    assert draft is not None
    assert draft.answer("sec-01") == Answer(choice=2, evidence=f"計画の写し\n{IT}の資料", comment="議会に報告ずみ", target=3)
    assert draft.answer("sec-02") == Answer(choice=2, evidence=f"{IT}の資料", comment="要確認", target=3)
    assert all(one.is_taken_over for one in desk.gathered())
    desk.take_answers_back()
    draft = desk.draft()
    assert draft is not None
    assert draft.answer("sec-01").evidence == "計画の写し"


def test_what_changed_since_it_was_looked_at_is_not_taken(desk: StaffDesk, make_desk: Desks, data: Path) -> None:
    """A colleague wrote in the draft, or the section took its answers back: neither is overwritten by what a person saw before."""
    [ask] = desk.ask(["sec-01", "sec-02"], [IT], DUE)
    handed(data, IT, sec_01=3, sec_02=2)
    seen = desk.gathered()
    make_desk("総務課").save("sec-01", AnswerPatch(choice=0))
    made = desk.take_over(seen, {"sec-01": ask.id, "sec-02": ask.id})
    assert (made.taken, made.meanwhile) == (("sec-02",), ("sec-01",))
    seen = desk.gathered()
    section(data).at(ask.id).take_back()
    assert desk.take_over(seen, {"sec-01": ask.id}).meanwhile == ("sec-01",)


def test_a_section_hands_back_takes_back_is_asked_back_and_is_ended(desk: StaffDesk, data: Path) -> None:
    """Each state says who may write; an ended ask takes nothing, and what was handed back stays."""
    [ask] = desk.ask(["sec-01"], [IT], DUE)
    theirs = section(data).at(ask.id)
    with pytest.raises(AskError):
        desk.ask_back(ask.id, "どの資料ですか")
    theirs.save("sec-01", AnswerPatch(choice=3))
    theirs.hand_back()
    with pytest.raises(ClosedAskError):
        theirs.save("sec-01", AnswerPatch(choice=2))
    theirs.take_back()
    theirs.save("sec-01", AnswerPatch(choice=2))
    assert desk.gathered() == []
    theirs.hand_back()
    desk.ask_back(ask.id, "どの資料ですか")
    question = theirs.asked().ask.question
    assert question is not None
    assert question.text == "どの資料ですか"
    assert "どの資料ですか" in desk.letter(ask.id)
    assert "「回答を返す」を押すと" in desk.letter(ask.id)
    theirs.hand_back()
    assert "ありがとうございました" in desk.letter(ask.id)
    desk.end_ask(ask.id)
    for refused in (theirs.hand_back, theirs.take_back, lambda: theirs.save("sec-01", AnswerPatch(choice=1))):
        with pytest.raises(ClosedAskError):
            refused()
    with pytest.raises(AskError):
        desk.ask_back(ask.id, "もう一度お願いします")
    assert theirs.asked().ask.state == "ended"
    assert [one.item for one in desk.gathered()] == ["sec-01"]
    with pytest.raises(ClosedAskError):
        theirs.save("gov-01", AnswerPatch(choice=1))


def test_the_rest_is_as_last_time_in_one_step_and_back(desk: StaffDesk, make_desk: Desks, data: Path) -> None:
    """What is answered already stays, here and when it is taken back."""
    submit(make_desk, level=2, at=EARLIER)
    [ask] = desk.ask([one.id for one in desk.questionnaire.items_by_dimension["sec"]], [IT], DUE)
    theirs = section(data).at(ask.id)
    theirs.save("sec-01", AnswerPatch(choice=4))
    assert theirs.copy_rest().items == ask.items[1:]
    draft = theirs.begin()
    assert (draft.answer("sec-01").choice, draft.answer("sec-02").choice) == (4, 2)
    assert theirs.copy_rest().items == ()
    assert theirs.take_back_copies() == ask.items[1:]
    assert {item for item, one in theirs.begin().answers.items() if one.is_answered} == {"sec-01"}
    theirs.copy_rest()
    theirs.hand_back()
    desk.take_over(desk.gathered(), dict.fromkeys(ask.items, ask.id))
    taken = desk.begin()
    assert [bool(taken.entries[one].copied) for one in ask.items[:2]] == [False, True], "the confirming post sees which were only copied"


def test_a_section_reaches_its_items_and_nothing_else(desk: StaffDesk, make_desk: Desks, data: Path) -> None:
    """From its desk there is no way to another ask, to the draft or to what was submitted; what is given of last time is of its items alone."""
    submit(make_desk, level=2, at=EARLIER, gov_01=Answer(choice=2, evidence="ひみつ"))
    desk.save("gov-01", AnswerPatch(choice=3, comment="ひみつ"))
    [ours], [_others] = desk.ask(["sec-01"], [IT], DUE), desk.ask(["gov-01"], [STAFFING], DUE, "ひみつ")
    theirs = section(data)
    assert [one.ask.id for one in theirs.asked()] == [ours.id]
    for one in reachable(theirs):
        name = type(one).__name__
        assert name not in {"MunicipalityRepository", "SubmittedRepository", "AskRepository", "SharedNotes", "DataFolder", "Workspace"}, (
            name
        )
        assert name != "AskDocument" or one.id in (ours.id, "0" * 16)  # type: ignore[attr-defined]
    path = layout.of_ask(data, IMABARI, ours.id)
    said = (shelf_of(path).read(path) or b"").decode()
    assert "ひみつ" not in said
    assert json.loads(said)["dxcheck"]["kind"] == "ask"
    assert [item.id for item in theirs.at(ours.id).questionnaire_for(ours.questionnaire).ordered] == ["sec-01"]


def test_last_times_assignment_is_proposed_and_else_the_usual_section(desk: StaffDesk, make_desk: Desks, data: Path) -> None:
    """Half a year later; what is far older is gone from the disk."""
    before = make_desk(now=lambda: EARLIER)
    [old] = before.ask(["sec-01", "sec-02"], [IT], EARLIER.date() + dt.timedelta(days=9))
    proposed = {one.item: one for one in desk.assignments()}
    assert (proposed["sec-01"].posts, proposed["sec-01"].is_from_last_time) == ((IT,), True)
    assert (proposed["hum-01"].posts, proposed["hum-01"].is_from_last_time) == (("人事担当課",), False)
    assert desk.known_posts()[0] == IT
    later = make_desk(now=lambda: EARLIER + KEPT_ASKED + dt.timedelta(days=1))
    later.ask(["sec-01"], [STAFFING], EARLIER.date() + dt.timedelta(days=500))
    assert old.id not in shelf_of(data).asks(data, IMABARI)
    with pytest.raises(StoreError, match="もうありません"):
        desk.letter(old.id)


@pytest.mark.parametrize(
    ("items", "posts", "due", "reason"),
    [
        ((), [IT], DUE, ""),
        (["sec-01"], ["　"], DUE, ""),
        (["sec-01"], ["課" * 61], DUE, ""),
        (["sec-01"], [IT], NOW.date() - dt.timedelta(1), ""),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_written(
    desk: StaffDesk, data: Path, items: list[str], posts: list[str], due: dt.date, reason: str
) -> None:
    """No item, no post, a name too long, a day that is over."""
    with pytest.raises(AskError):
        desk.ask(items, posts, due, reason)
    assert shelf_of(data).asks(data, IMABARI) == []


def test_a_sheet_of_what_a_section_is_asked_holds_its_items_alone(desk: StaffDesk) -> None:
    """For a section without a connection; it comes back like every sheet."""
    [ask] = desk.ask(["sec-01", "sec-03"], [IT], DUE)
    sheet = desk.asked_sheet(ask.id)
    assert [row.item.id for part in sheet.parts for row in part.rows] == ["sec-01", "sec-03"]
    assert IT in sheet.name


def test_asks_are_in_copies_are_erased_and_doctor_reads_them(desk: StaffDesk, make_desk: Desks, data: Path, tmp_path: Path) -> None:
    """A name that slipped in goes from the ask, from what is shown of last time and from the section's answers; damage is told."""
    submit(make_desk, level=2, at=EARLIER, sec_01=Answer(choice=2, evidence="山田太郎の資料"))
    [ask] = desk.ask(["sec-01"], [IT], DUE, "山田太郎に聞いて")
    section(data).at(ask.id).save("sec-01", AnswerPatch(choice=2, comment="山田太郎の意見"))
    back_up(data, tmp_path / "copy.zip", NOW)
    restore(tmp_path / "copy.zip", tmp_path / "back")
    assert Workspace.open(tmp_path / "back").folder.repository(IMABARI).asks.every()[0].ask == ask
    Redaction(data, [IMABARI], [Spelling("山田太郎")]).erase()
    path = layout.of_ask(data, IMABARI, ask.id)
    assert "山田" not in path.read_text("utf-8")
    assert [one for one in document_findings(Workspace.open(data).folder) if one.mark != Mark.GOOD] == []
    path.write_bytes(path.read_bytes()[:-40])
    assert any(path.name in one.what for one in document_findings(Workspace.open(data).folder) if one.mark == Mark.PROBLEM)


def test_a_file_is_known_wherever_it_lies(desk: StaffDesk, data: Path) -> None:
    """Its name says whose it is and where its folder is; a copy of another ask in its place is refused."""
    first, second = (desk.ask([item], [IT], DUE)[0] for item in ("sec-01", "sec-02"))
    path = layout.of_ask(data, IMABARI, first.id)
    assert layout.place(data, path.name) == path
    assert layout.data_folder(path) == data
    assert path in layout.every(data)
    path.write_bytes(layout.of_ask(data, IMABARI, second.id).read_bytes())
    with pytest.raises(StoreError, match="別の照会"):
        desk.asked()


# -- pure -------------------------------------------------------------------------------------------------------------------


def an_ask(post: str = IT, *, cycle: Cycle | None = None, **other: object) -> Ask:
    """An ask about one item."""
    made = questionnaire(an_item("gov-01"), an_item("gov-02"))
    return Ask(
        id="0" * 16,
        municipality=IMABARI,
        post=post,
        questionnaire=QuestionnaireRef.to(made),
        items=("gov-01",),
        cycle=cycle or Cycle(2026, 1),
        due=DUE,
        asked_at=NOW,
        **other,  # type: ignore[arg-type]
    )


def test_usual_sections_come_from_the_latest_version_and_last_time_counts_more() -> None:
    """Only the last cycle that was asked in."""
    old = questionnaire(an_item("gov-01", section=Text("旧課", "Old")), an_item("gov-02"))
    new = msgspec.structs.replace(
        questionnaire(an_item("gov-01", section=Text("新課", "New")), an_item("gov-02")), valid_from=old.valid_from + dt.timedelta(days=1)
    )
    usual = usual_sections([new, old])
    assert usual == {"gov-01": "新課"}
    earlier = [an_ask("前々回", cycle=Cycle(2025, 1)), an_ask("前回"), an_ask("前回の別"), an_ask("今回", cycle=Cycle(2026, 2))]
    first, second = assignments(new, earlier, Cycle(2026, 2), usual)
    assert (first.posts, first.is_from_last_time, second.posts) == (("前回", "前回の別"), True, ())
    assert assignments(new, [], Cycle(2026, 2), usual)[0].posts == ("新課",)


def test_a_part_asks_what_hangs_on_an_item_that_is_not_in_it() -> None:
    """Nobody there could know whether its condition holds."""
    whole = questionnaire(an_item("gov-01"), an_item("gov-02", conditions=(Condition("gov-01", at_least=2),)))
    part = only_items(whole, ["gov-02"])
    assert ([one.id for one in part.ordered], part.has_conditions) == (["gov-02"], False)
    assert only_items(whole, ["gov-01", "gov-02"]).items == whole.items
    assert part.wordings["gov-02"] == whole.wordings["gov-02"]
    assert items_in_words(an_ask(), whole) == "gov-01"
    assert items_in_words(an_ask(), only_items(whole, ["gov-01"])) == str(whole.dimensions[0].title), "a whole dimension by its name"


TEXTS = st.one_of(st.text(max_size=20), st.integers(0, LONGEST_TEXT).map(lambda n: "字" * n))


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from([0, 1, 5, "unknown", "not_applicable"]), TEXTS), min_size=1, max_size=4),
    st.builds(Answer, choice=st.sampled_from([None, 0, 1]), evidence=TEXTS, target=st.sampled_from([None, 3])),
)
def test_whichever_is_taken_its_choice_stands_and_no_text_is_too_long(answers: list[tuple[object, str]], stands: Answer) -> None:
    """Evidence of whoever says the same is added as far as there is room; what is taken is recognised again."""
    given_ = tuple(
        Given(msgspec.structs.replace(an_ask(), id=f"{n:016x}"), DraftEntry(Answer(choice=choice, evidence=text), NOW))  # type: ignore[arg-type]
        for n, (choice, text) in enumerate(answers)
    )
    for one in given_:
        taken = Gathered("gov-01", given_, stands).as_taken(one.ask.id)
        assert (taken.choice, taken.target) == (one.entry.answer.choice, stands.target)
        assert taken.evidence or not stands.evidence, "nothing is emptied"
        assert len(taken.evidence) <= LONGEST_TEXT
        assert one.entry.answer.evidence in taken.evidence
        assert Gathered("gov-01", given_, taken).is_taken_over


def test_states_follow_the_turns() -> None:
    """And say who may write."""
    turns = [Turn(NOW, kind) for kind in ("handed", "taken_back", "handed", "back", "handed", "ended")]
    states = [an_ask(turns=tuple(turns[:n])).state for n in range(len(turns) + 1)]
    assert states == ["asked", "handed", "asked", "handed", "back", "handed", "ended"]
    assert [an_ask(turns=tuple(turns[:n])).is_open for n in range(len(turns) + 1)] == [True, False, True, False, True, False, False]


def test_why_a_level_was_chosen_comes_along(data: Path, make_desk: Desks) -> None:
    """Said beside the answer; taken over with it, and back with it."""
    desk = make_desk()
    (ask,) = desk.ask(["mom-01"], [IT], NOW.date())
    theirs = section(data, IT).at(ask.id)
    theirs.save("mom-01", AnswerPatch(choice=2, met=("2.1", "2.2", "3.1")))
    theirs.hand_back()
    (there,) = desk.gathered()
    (said,) = [line for _ask, line in side_by_side(there, desk.asked_questionnaire)]
    assert "3には「新規採用と異動者の研修にも入っている」がまだです。" in said
    desk.take_over([there], {"mom-01": ask.id})
    draft = desk.draft()
    assert draft is not None
    assert draft.answer("mom-01").met == ("2.1", "2.2", "3.1")
    desk.take_answers_back()
    draft = desk.draft()
    assert draft is None or draft.answer("mom-01") == Answer()
