"""Everything a self-check needs, line by line, on a real folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from desks import case_of, submit
from instruments import OTHER, OTHER_TITLE, desk_of, keep, other
from moments import EARLIER, NOW
from plain.talk import choices, ids_of, talk
from scaled import quarters

from dxcheck.desk import StaffDesk
from dxcheck.model.calendar import JAPAN
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer

Desks = Callable[..., StaffDesk]


def test_each_answer_is_on_the_disk_before_the_next_line_is_said(
    desk: StaffDesk, make_desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the store holds whenever 「保存しました」 is written."""
    from dxcheck.plain.console import Console

    seen = []
    said = Console.say

    def say(console: Console, *texts: str) -> None:
        if any(one.startswith("保存しました") for one in texts):
            seen.append(choices(make_desk("見ている人")))
        said(console, *texts)

    monkeypatch.setattr(Console, "say", say)
    talk(desk, "s", "3", "k", "2")
    assert seen == [{"mom-01": 3}, {"mom-01": 3, "mom-02": "unknown"}, {"mom-01": 3, "mom-02": "unknown", "mom-03": 2}]


def test_an_item_is_told_in_the_order_of_speech(make_desk: Desks) -> None:
    """First what is asked, then the choices with the six levels in full, then last time's answer, then the prompt."""
    submit(make_desk, level=1, mom_01=Answer(choice=2, evidence="説明会の名簿"))
    desk = make_desk()
    told = talk(desk, "s")
    item = desk.questionnaire.item_by_id["mom-01"]
    parts = [
        "42問のうち1問目",
        f"mom-01 {item.title}",
        str(item.prompt),
        *(f"{level} " for level in range(3)),
        str(item.levels[5]),
        "k わからない",
        "s 前回と同じ",
        "いまの回答: 未回答",
        "前回（令和8年度前期）: 2",
        "根拠: 説明会の名簿",
        "番号（0から5）で答えてください",
    ]
    at = told.index(parts[0])
    for part in parts:
        at = told.index(part, at)
    assert "2 一部で計画的に（前回）:" in told
    assert not any(sign in told for sign in "▲▼│─■□●")


def test_texts_target_undo_and_clear(desk: StaffDesk) -> None:
    """Evidence in one line and in several, a comment, a target, an answer taken back, an answer cleared."""
    told = talk(
        desk, "s", "e 記録簿", "e", "a", "議事録", "予算書", "", "コメント", "迷った", "", "t 4", "2", "<", "x", "u", "u"
    )  # fmt: skip
    draft = desk.draft()
    assert draft is not None
    assert draft.answers["mom-01"] == Answer(evidence="記録簿\n議事録\n予算書", comment="迷った", target=4)
    assert "mom-01 を元に戻しました。" in told
    assert told.code == 0


def test_not_applicable_needs_a_reason_and_is_refused_where_it_cannot_be(desk: StaffDesk) -> None:
    """As on the screen."""
    allowed = next(one for one in desk.questionnaire.ordered if one.not_applicable is not None)
    told = talk(desk, "s", "n", f"/ {allowed.id}", "n", "", f"/ {allowed.id}", "該当なし 組合が扱う")
    assert "「該当なし」は選べません" in told
    assert "該当なしにしませんでした。" in told
    draft = desk.draft()
    assert draft is not None
    assert draft.answers == {allowed.id: Answer(choice="not_applicable", reason="組合が扱う")}


def test_the_same_as_last_time(make_desk: Desks) -> None:
    """With its texts; and it is said where there is none."""
    submit(make_desk, mom_01=Answer(choice=3, evidence="規程", comment="全課で"))
    told = talk(make_desk(), "s", "前回と同じ")
    draft = make_desk().draft()
    assert draft is not None
    assert draft.answers == {"mom-01": Answer(choice=3, evidence="規程", comment="全課で")}
    assert "保存しました。mom-01 は「3 全庁で実施」です。" in told


def test_going_around(desk: StaffDesk) -> None:
    """By an empty line, a word, a number, a search with several hits, the next unanswered; and the list of a dimension."""
    told = talk(desk, "s", "", "次", "前", "/ 42", "/ 窓口 待たない", "さがす 窓口", "1", "/ 99", "/ ふしぎ", "2", "g", "一覧", ".")
    assert ids_of(told)[:4] == ["mom-01", "mom-02", "mom-03", "mom-02"]
    assert "42問のうち42問目" in told
    assert "svc-02 書かない・待たない窓口" in told
    assert "設問の番号は1から42です。" in told
    assert "「ふしぎ」は見つかりませんでした" in told


def test_coming_back_resumes_at_the_same_item(make_desk: Desks) -> None:
    """After the input ended in the middle."""
    talk(make_desk(), "s", "1", "2")
    told = talk(make_desk(), "")
    assert "42問のうち2問に回答しました" in told
    assert "42問のうち3問目" in told


def test_a_number_that_is_no_level_is_no_answer(desk: StaffDesk) -> None:
    """It says how to go to the item of that number."""
    told = talk(desk, "s", "6", "12")
    assert "番号は0から5です" in told
    assert "「/ 12」" in told
    assert choices(desk) == {}


def test_somebody_elses_answer_is_told_before_anything_takes_its_place(make_desk: Desks) -> None:
    """It came in while the item was read out: what was typed is not saved until it is typed again, and theirs can be brought back."""
    mine, theirs = make_desk("企画課"), make_desk("総務課")
    from io import StringIO

    from dxcheck.plain import run

    class Source(StringIO):
        """Types, while somebody else answers the same item."""

        def __init__(self) -> None:
            super().__init__()
            self._lines = iter(["s\n", self.answered_meanwhile, "2\n", "<\n", "r\n"])

        def answered_meanwhile(self) -> str:
            theirs.begin()
            theirs.save("mom-01", AnswerPatch(choice=5))
            return "2\n"

        def readline(self, _size: int = -1) -> str:
            one = next(self._lines, "")
            return one if isinstance(one, str) else one()

    out = StringIO()
    run(lambda _town: mine, mine.municipality, Source(), out)
    told = out.getvalue()
    assert "総務課が、いまこの設問を「5 地域へ波及」にしました。" in told
    assert "いま入力したものは、保存していません。" in told
    assert "総務課の回答も残っています（r で戻す）" in told
    assert choices(make_desk()) == {"mom-01": 5}


def test_a_draft_that_was_submitted_elsewhere_takes_nothing_more(make_desk: Desks) -> None:
    """It is told what became of it, and that what was typed is not saved."""
    mine, theirs = make_desk("企画課"), make_desk("総務課")
    from io import StringIO

    from dxcheck.plain import run

    class Source(StringIO):
        def __init__(self) -> None:
            super().__init__()
            self._n = 0

        def readline(self, _size: int = -1) -> str:
            self._n += 1
            if self._n == 3:
                theirs.submit("総務課", "総務課長")
            return ["s\n", "1\n", "2\n", ""][min(self._n, 4) - 1]

    out = StringIO()
    run(lambda _town: mine, mine.municipality, Source(), out)
    assert "この下書きは、別の画面から提出されました。" in out.getvalue()
    assert "いま入力したものは、保存していません。" in out.getvalue()
    latest = make_desk().latest()
    assert latest is not None
    assert latest.answers["mom-01"].choice == 1
    assert "mom-02" not in latest.answers
    assert make_desk().draft() is None


def test_review_has_filters_and_leads_to_items(make_desk: Desks) -> None:
    """Unanswered, わからない, changed, jumped, without evidence."""
    submit(make_desk, level=1, gov_01=Answer(choice=0))
    desk = make_desk()
    told = talk(desk, "s", "3", "k", "/ gov-01", "4", "p", "未回答", "k", "c", "j", "e", "a", "1")
    assert "未回答　39問" in told
    assert "わからない　1問" in told
    assert "前回から変わった設問" in told
    assert "前回から2段以上変わり、根拠がまだない設問" in told
    assert "0 から 4 へ" in told


def test_submitting_asks_for_posts_and_a_yes_and_leads_to_the_result(make_desk: Desks) -> None:
    """Neither an empty name nor a no submits anything."""
    submit(make_desk, level=1)
    desk = make_desk("企画課 情報係")
    told = talk(desk, "s", "2", "p", "s", "", "", "提出する", "", "企画課長", "n", "s", "", "企画課長", "はい", "1", "")
    assert told.count("提出しませんでした。") == 2
    assert "ほかの市町には見えません" in told
    assert "提出しました。おつかれさまでした。" in told
    assert "最初の一歩" in told
    latest = make_desk().latest()
    assert latest is not None
    assert (latest.answered_by, latest.confirmed_by) == ("企画課 情報係", "企画課長")
    assert len(make_desk().actions()) == 1
    assert make_desk().draft() is None


def test_the_quick_check_and_on_to_the_questionnaire(desk: StaffDesk) -> None:
    """Its answers show as hints."""
    told = talk(desk, "q", *["1"] * 5, "前", "k", *["2"] * 6, "s")
    assert "かんたん診断の結果" in told
    assert "最初の一歩（どれか1つで十分です）" in told
    assert "かんたん診断のめやす" in told


def test_what_specialists_wrote_is_read_and_dealt_with(make_desk: Desks, data: Path) -> None:
    """Observations and returns, and the wish for the next visit."""
    submit(make_desk)
    case = case_of(data)
    latest = make_desk().latest()
    assert latest is not None
    case.observe(latest, "mom-01", "説明会の記録を見せてください", internal=False)
    case.share(latest, ["mom-01"])
    told = talk(make_desk(), "o", "1", "d", "", "w", "n", "調達の相談", "", "1", "c", "急ぎです", "", "1", "d", "", "相談", "a", "1")
    assert "所見　mom-01 認識の共有: 説明会の記録を見せてください" in told
    assert "返事を専門官に届けました。" in told
    assert make_desk().open_observations() == []
    assert told.count("専門官に届きました。") == 2
    assert "終わりにしました。" in told
    assert make_desk().wishes.open() == []
    assert [one.text for wish in make_desk().wishes.every() for one in wish.replies] == ["急ぎです"]


def test_a_draft_is_given_up_and_brought_back(make_desk: Desks) -> None:
    """After a yes; an empty line is a no."""
    talk(make_desk(), "s", "3")
    told = talk(make_desk(), "d", "", "d", "y", "u")
    assert "取りやめました。" in told
    assert "下書きを元に戻しました。" in told
    assert choices(make_desk()) == {"mom-01": 3}


def test_actions_are_marked_remarked_assigned_and_dropped(make_desk: Desks) -> None:
    """As on their screen."""
    submit(make_desk)
    told = talk(
        make_desk(), "r", "1", "2", "", "a", "1", "s", "1", "c", "始めた", "", "1", "w", "総務課", "3/31", "2", "x", "今期は見送る", ""
    )  # fmt: skip
    assert "保存しました。進行中" in told
    first, second = make_desk().actions()
    assert (first.state, first.owner, [one.text for one in first.remarks]) == ("doing", "総務課", ["始めた"])
    assert first.due is not None
    assert (second.state, second.reason) == ("dropped", "今期は見送る")


def test_results_are_compared_and_their_course_is_told(make_desk: Desks) -> None:
    """In words; nothing is said by a sign alone."""
    submit(make_desk, level=1, at=EARLIER)
    submit(make_desk, level=2, at=NOW)
    told = talk(make_desk(), "h", "c", "2", "1", "", "1", "", "", "g", "t", "")
    assert "上がった 42問" in told
    assert "上がった。mom-01 認識の共有: 「1 個人の工夫」から「2 一部で計画的に」へ" in told
    assert "令和8年度後期: 平均 2.0、42問のうち42問で比べて、前回より1.0上がった、受付中。" in told
    assert "全体、1.0、2.0、なし" in told


def test_a_picture_and_a_paper_are_written(make_desk: Desks, tmp_path: Path) -> None:
    """Where the person says; a wrong ending is refused, an existing file asked about."""
    submit(make_desk)
    paper, picture = tmp_path / "引継ぎ.md", tmp_path / "図.svg"
    told = talk(make_desk(), "x", str(paper), "x", str(paper), "n", "x", str(tmp_path / "a.odt"), "r", "o", "1", str(picture))
    assert "引継ぎ" in paper.read_text(encoding="utf-8")
    assert picture.read_text(encoding="utf-8").startswith("<?xml")
    assert "置き換えますか" in told
    assert "ファイル名の終わりは" in told


def test_the_language_is_switched_in_the_middle(desk: StaffDesk) -> None:
    """And the item is told again in it."""
    told = talk(desk, "s", "l", "l")
    assert "Item 1 of 42." in told
    assert told.count("42問のうち1問目") == 2


def test_home_and_help_from_everywhere(desk: StaffDesk) -> None:
    """Leading nowhere else, and changing nothing."""
    told = talk(desk, "?", "s", "?", "ホーム", "r", "g", "h", "a", "v", "m", "p", "", "わけのわからないもの", "終わる")
    assert "k、わからない: " in told
    assert "は、ここでは使えません" in told
    assert told.code == 0
    assert choices(desk) == {}


def test_somebody_elses_text_keeps_nobody_from_answering(make_desk: Desks) -> None:
    """Only a level or a target that came in meanwhile is told first: texts of both are kept anyway."""
    from io import StringIO

    from dxcheck.plain import run

    mine, theirs = make_desk("企画課"), make_desk("総務課")

    class Source(StringIO):
        """Types, while somebody else writes evidence at the same item."""

        def readline(self, _size: int = -1) -> str:
            line = super().readline()
            if line == "2\n":
                theirs.begin()
                theirs.save("mom-01", AnswerPatch(evidence="記録簿"))
            return line

    out = StringIO()
    run(lambda _town: mine, mine.municipality, Source("s\n2\n"), out)
    draft = make_desk().draft()
    assert draft is not None
    assert draft.answers["mom-01"] == Answer(choice=2, evidence="記録簿")


def test_home_says_again_only_what_is_new(desk: StaffDesk) -> None:
    """And everything where that is asked for."""
    told = talk(desk, "v", "s", "2", "b", ".")
    homes = told.split("\nホーム\n")[1:]
    assert ["おつかれさまです" in one for one in homes] == [True, False, False, True]
    assert "42問のうち1問に回答しました" in homes[2]


def test_home_that_cannot_be_read_is_tried_again_and_can_be_left(desk: StaffDesk, make_desk: Desks, data: Path) -> None:
    """A damaged file must not look like an empty one."""
    talk(make_desk(), "s", "3")
    file = next(data.rglob("*.draft.json"))
    kept = file.read_bytes()
    for stray in data.rglob("*.draft.json*"):
        stray.write_bytes(b"{")
    told = talk(desk, "", "")
    assert told.count("の内容が壊れています") == 3
    assert file.read_bytes() == b"{"
    file.write_bytes(kept)
    assert choices(make_desk()) == {"mom-01": 3}


def test_a_newer_version_is_told_moved_to_and_taken_back(make_desk: Desks) -> None:
    """At home, in the review and before submitting; nothing typed at the question moves nothing."""
    march, may = dt.datetime(2027, 3, 20, 10, tzinfo=JAPAN), dt.datetime(2027, 5, 10, 10, tzinfo=JAPAN)
    desk = make_desk(now=lambda: march)
    for one in desk.questionnaire.ordered[:20]:
        desk.save(one.id, AnswerPatch(choice=2, evidence="5月の資料"))
    told = talk(make_desk(now=lambda: may), "確認", "s", "", "", "", "m", "", "m", "はい")
    assert told.count("診断票の新しい版（2027.1版、2027年4月1日から）が使われています") >= 4
    assert "新しい版で言葉が変わる設問" in told
    assert "このまま、前の版の回答として提出されます。" in told
    assert "新しい版に移しました。" in told
    moved = make_desk(now=lambda: may).draft()
    assert moved is not None
    assert moved.questionnaire.version == "2027.1"
    talk(make_desk(now=lambda: may), "u")
    back = make_desk(now=lambda: may).draft()
    assert back is not None
    assert (back.questionnaire.version, len(back.answers)) == ("2026.1", 20)


def test_another_questionnaire_is_chosen_and_answered(data: Path) -> None:
    """Each has a draft of its own; levels and items are those of the one that is looked at."""
    keep(data, other())
    told = talk(desk_of(data), "s", "1", "b", "y", "2", "s", "3", "q")
    assert OTHER_TITLE in told
    assert "3問のうち1問目" in told
    assert choices(desk_of(data)) == {"mom-01": 1}
    assert choices(desk_of(data, OTHER)) == {"gov-01": 3}


def test_a_level_may_be_named_as_the_questionnaire_names_it(desk: StaffDesk) -> None:
    """「レベル3」 and 「全庁で実施」 beside 3; a target likewise, and what is none of them is said to be none."""
    told = talk(desk, "s", "t レベル４", "レベル3", "全庁で実施", "わかりません", "t 9", "レベル9")
    assert choices(desk) == {"mom-01": 3, "mom-02": 3, "mom-03": "unknown"}
    draft = desk.draft()
    assert draft is not None
    assert draft.answers["mom-01"].target == 4
    assert "目標は変えませんでした。" in told
    assert "「レベル9」は、ここでは使えません。" in told


def test_a_level_that_has_a_name_and_no_description_is_said_once(data: Path) -> None:
    """0.25 一部で, and not 0.25 一部で: 一部で."""
    keep(data, quarters())
    told = talk(desk_of(data, "quarters"), "s")
    assert "\n0.25 一部で\n" in told
    assert "一部で: 一部で" not in told


def test_the_rest_is_answered_as_last_time_in_one_step(make_desk: Desks) -> None:
    """Of a dimension or of all that is left; and taken back in one step."""
    submit(make_desk, level=1, at=EARLIER)
    desk = make_desk()
    told = talk(desk, "s", "2", "a", "1", "u", "a", "2", "")
    first = desk.questionnaire.ordered[0]
    in_dimension = len(desk.questionnaire.items_by_dimension[first.dimension]) - 1
    assert f"{in_dimension}問に前回の回答を写しました" in told
    assert f"前回から写した{in_dimension}問を元に戻しました。" in told
    assert "41問に前回の回答を写しました" in told
    draft = desk.draft()
    assert draft is not None
    assert [one.choice for one in draft.answers.values()].count(1) == 41


def test_sections_are_asked_and_the_draft_is_confirmed_line_by_line(make_desk: Desks) -> None:
    """What was asked is told with its state; a confirmation is of what was told."""
    desk = make_desk()
    desk.save("mom-01", AnswerPatch(choice=2))
    told = talk(desk, "i", "n", "1", "情報担当課", "12/20", "1", "m", "1", "d", "y", "", "c", "c", "企画課長", "")
    [ask] = desk.asked_now()
    assert (ask.ask.post, ask.ask.state) == ("情報担当課", "ended")
    assert "情報担当課に" in told
    assert "情報担当課への照会を終わりにしました。" in told
    draft = desk.draft()
    assert draft is not None
    assert draft.confirmed is not None
    assert draft.confirmed.by == "企画課長"
    assert "読み上げた42問の回答を確認したことを残します" in told or "確認しました" in told


@pytest.mark.parametrize(("command", "typed"), [("confirm", ("c", "企画課長")), ("ask_about", ("q", "1", "どの資料ですか", "企画課長"))])
def test_a_draft_that_is_gone_before_it_is_confirmed_is_told(
    make_desk: Callable[..., StaffDesk], monkeypatch: pytest.MonkeyPatch, command: str, typed: tuple[str, ...]
) -> None:
    """A colleague gives it up while the answers are told: nothing is said to be confirmed or asked, and one goes on from there."""
    desk = make_desk()
    desk.save("mom-01", AnswerPatch(choice=2))
    real = getattr(desk, command)

    def meanwhile(*given: object) -> object:
        make_desk("総務課").give_up()
        return real(*given)

    monkeypatch.setattr(desk, command, meanwhile)
    told = talk(desk, "c", *typed, "", "x")
    assert "答えている途中の下書きはありません" in told
    assert "保存しました。" not in told


def test_who_is_at_the_top_everywhere_is_not_asked_to_begin(make_desk: Callable[..., StaffDesk]) -> None:
    """A result without a next step says why: nothing has a level, or all is at the top."""
    desk = make_desk()
    for level, said in ((5, "どれもいちばん上の段です"), ("unknown", "まず1つの分野から答えてみてください")):
        desk.submit_answers({item.id: Answer(choice=level) for item in desk.questionnaire.items}, "企画課", "企画課長", replace=True)  # type: ignore[arg-type]
        assert said in talk(desk, "r", "", "x")


def test_why_a_level_was_chosen_is_ticked_by_number(desk: StaffDesk) -> None:
    """W tells the statements of both levels and which are ticked; numbers tick them, 0 none; nothing of it is asked by itself."""
    told = talk(desk, "s", "w", "2", "<", "w", "1 2 3", "w 0", "w 9", "w １、４")
    assert "段を選んでから" in told
    assert "1. 2: 管理職か希望者向けの説明会を年1回以上開き（印あり）" in told
    assert "3. 3: 全課への説明が済み\n" in told
    assert "2です。3には「新規採用と異動者の研修にも入っている」がまだです。「全課への説明が済み」はもう当てはまります。" in told
    assert "番号は1から4です" in told
    draft = desk.draft()
    assert draft is not None
    assert draft.answer("mom-01") == Answer(choice=2, met=("2.1", "3.2"))
