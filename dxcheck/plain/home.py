"""Home: where things stand, in sentences, and what to do next. Every place of the self-check is gone to from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.answering.cycle_told import cycle_said
from dxcheck.assessment.draft_life import begun_and_touched, what_is_old
from dxcheck.assessment.new_version import newer_version_there
from dxcheck.casework.wording import how_many_wait, return_in_words, which_snapshot
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import EMPTY, LONGEST_POST, asked_items
from dxcheck.plain import drafts, shared
from dxcheck.plain.agreed import ActionsTold, where_actions_stand
from dxcheck.plain.asked import WishesTold, where_wishes_stand
from dxcheck.plain.asks import AsksTold
from dxcheck.plain.confirming import AnswersTold
from dxcheck.plain.exchange import ExchangeTold
from dxcheck.plain.files import make_handover, make_result_sheet
from dxcheck.plain.past import ProgressTold, tell_history
from dxcheck.plain.questions import Questions
from dxcheck.plain.quick import QuickTold
from dxcheck.plain.result import ResultTold
from dxcheck.plain.review import Review
from dxcheck.plain.sheets import SheetsTold
from dxcheck.plain.sitting import GoingHomeError
from dxcheck.plain.words import Saying
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.desk import StaffDesk
    from dxcheck.model.snapshot import Draft, Snapshot
    from dxcheck.plain.sitting import Sitting

_START: Final = Saying(
    "start",
    ("s", "はじめる", "始める", "続き", "訂正する", "start"),
    N_("診断をはじめる"),
    N_("診断をはじめます。途中のものがあれば続きから始まります"),
)
_QUICK: Final = Saying(
    "quick", ("q", "かんたん診断", "quick"), N_("かんたん診断"), N_("短い質問に答えると、最初の一歩がわかります。提出はされません")
)
_REVIEW: Final = Saying("review", ("提出", "確認", "review", "submit"), N_("提出へ"), N_("未回答などを確かめて、提出へ進みます"))
_RESULT: Final = Saying("result", ("r", "結果", "診断結果", "result"), N_("診断結果"), N_("いちばん新しい診断結果を開きます"))
AT_HOME: Final = (
    _START,
    _QUICK,
    _REVIEW,
    _RESULT,
    Saying("paper", ("k", "結果票", "result sheet"), N_("結果票"), N_("決裁に回す結果票（PDF・Word・Excelなど）をつくります")),
    Saying("progress", ("g", "推移", "progress"), N_("推移"), N_("診断期ごとの平均の動きを、文と表で読みます")),
    Saying("actions", ("a", "取組", "actions"), N_("取組"), N_("取組の進み具合・担当・期限・ひとことを、一覧で見て変えます")),
    Saying("history", ("h", "これまで", "history"), N_("これまで"), N_("これまでの診断結果を見て、2つを比べます")),
    Saying("wish", ("w", "相談", "相談したいこと", "wish"), N_("相談"), N_("専門官に相談したいことを書き、返事を読みます")),
    Saying(
        "waiting",
        ("o", "所見", "差戻し", "observations"),
        N_("所見と差戻し"),
        N_("専門官からの所見と差戻しを、どの診断結果へのものかとともに読み、対応済みの印をつけます"),
    ),
    Saying("visits", ("v", "訪問記録", "visits"), N_("訪問記録"), N_("専門官の訪問の記録を読みます")),
    Saying(
        "stocktaking",
        ("t", "業務の棚卸し", "棚卸し", "work"),
        N_("業務の棚卸し"),
        N_("書き出された業務を、時間と困り度の大きい順に読みます"),
    ),
    Saying("handover", ("x", "引継ぎ", "引継ぎパック", "handover"), N_("引継ぎパック"), N_("後任の方に渡す資料（PDFなど）をつくります")),
    Saying(
        "answers",
        ("c", "回答の一覧", "確認者", "answers"),
        N_("回答の一覧・確認"),
        N_("答えている途中のすべての回答を、前回とのちがいとともに見渡し、確認者として確認します"),
    ),
    Saying("ask", ("i", "照会", "ask"), N_("照会"), N_("設問を庁内のほかの課に答えてもらい、返った回答を並べて取り込みます")),
    Saying(
        "sheet",
        ("e", "記入表", "sheet"),
        N_("Excelの記入表"),
        N_("担当課に書いてもらう表（Excel・CSV）をつくり、書かれたものを下書きに取り込みます"),
    ),
    Saying(
        "exchange",
        ("f", "受け渡し", "受け渡しファイル", "exchange"),
        N_("受け渡しファイル"),
        N_("センターとつながらないときに、診断結果と県内平均をファイルで受け渡します"),
    ),
    Saying("anew", ("n", "新しく始める", "anew"), N_("新しく始める"), N_("いまの下書きを取りやめて、新しく始めます。前の下書きは戻せます")),
    Saying(
        "give_up",
        ("d", "取りやめる", "give up"),
        N_("下書きを取りやめる"),
        N_("答えている途中の下書き（訂正）を取りやめます。しばらくは元に戻せます"),
    ),
    Saying(
        "carry_over",
        ("m", "新しい版", "新しい版に移す", "carry over"),
        N_("新しい版に移す"),
        N_("診断票の新しい版が出たとき、答えている途中の下書きを移します。前の下書きは戻せます"),
    ),
    Saying("bring_back", ("u", "戻す", "bring back"), N_("取りやめた下書きを戻す"), N_("取りやめた下書き（訂正）を元に戻します")),
    Saying(
        "questionnaires",
        ("y", "診断票", "questionnaires"),
        N_("診断票を選ぶ"),
        N_("ほかの診断票に切り替えます。下書きと診断結果は診断票ごとに別々です"),
    ),
    Saying("post", ("p", "所属", "post"), N_("所属"), N_("あなたの課・係・職名を入れます。回答に添えられます")),
)


class Home:
    """Where one begins, and comes back to."""

    def __init__(self, sitting: Sitting) -> None:
        self._s = sitting
        self._said: list[str] = []
        """What was said last of where things stand."""
        self._places: dict[str, Callable[[], object]] = {
            "start": self._answer,
            "quick": self._quick,
            "review": self._review,
            "result": self._result,
            "progress": lambda: ProgressTold(sitting).go(),
            "actions": lambda: ActionsTold(sitting).go(),
            "history": lambda: tell_history(sitting),
            "wish": lambda: WishesTold(sitting).go(),
            "waiting": lambda: shared.tell_waiting(sitting),
            "visits": lambda: shared.tell_visits(sitting),
            "stocktaking": lambda: shared.tell_stocktaking(sitting),
            "paper": lambda: make_result_sheet(sitting),
            "handover": lambda: make_handover(sitting),
            "answers": lambda: AnswersTold(sitting).go(),
            "ask": lambda: AsksTold(sitting).go(),
            "sheet": lambda: SheetsTold(sitting).go(),
            "exchange": lambda: ExchangeTold(sitting).go(),
            "anew": self._anew,
            "give_up": lambda: drafts.give_up_after_asking(sitting, _("下書きを取りやめますか")),
            "carry_over": lambda: drafts.move_to_new_version(sitting),
            "bring_back": lambda: drafts.bring_back(sitting),
            "questionnaires": lambda: drafts.pick_questionnaire(sitting),
            "post": self._post,
        }

    def go(self) -> None:
        """Tell where things stand and do what is asked for, until the person leaves.

        Raises:
            LeavingError: they do.
        """
        self._s.say(_("文字だけの画面です。? で使い方を、終わるときは「終わる」と入力します。"))
        while True:
            following = ""
            try:
                following = self._tell()
                typed = self._s.ask(self._prompt(following), AT_HOME, self._guide)
                action = typed.action or following
                if action == "again":
                    self._said = []
                elif action == "back":
                    self._s.say(_("ここが、はじめのところです。終わるときは「終わる」と入力します。"))
                elif action:
                    self._places[action]()
            except GoingHomeError:
                continue
            except DxcheckError as problem:
                self._s.say(_("うまくいきませんでした"), problem.in_full())
                if not following:  # home itself cannot be told: not at once again, for ever
                    self._s.console.ask(_("Enter だけで、もう一度試します:"))

    def _guide(self) -> list[str]:
        return [_("入力したものは、その都度保存されます。いつ終わっても、続きから始められます。")]

    # -- where things stand --------------------------------------------------------------------------------------------

    def _tell(self) -> str:
        """What home says, the second time only what is new of it; gives what is the next thing to do."""
        desk = self._s.desk
        draft, latest = self._s.keeper.load(), desk.latest()
        submitted = desk.submitted_in(desk.cycle)
        said = [_("{municipality}のみなさん、おつかれさまです。", municipality=desk.municipality), *_cycle(desk, submitted)]
        said += [return_in_words(one, desk.before_merger(one.snapshot)) for one in desk.open_returns()]
        said += [*_instruments(desk), *self._draft(draft, is_submitted=submitted is not None)]
        said += _aside(desk, latest) if draft is None else []
        said += [*where_actions_stand(self._s), *_from_specialists(desk, latest), *where_wishes_stand(self._s)]
        if latest is not None:
            said.append(_("{name}: {text}", name=_("いちばん新しい診断結果"), text=which_snapshot(latest)))
        self._s.say("", _("デモ（架空のデータ）") if desk.is_demo else _("ホーム"), *(one for one in said if one not in self._said))
        self._said = said
        return "result" if draft is None and submitted is not None else "start"

    def _draft(self, draft: Draft | None, *, is_submitted: bool) -> list[str]:
        desk = self._s.desk
        if draft is not None:
            asked = asked_items(desk.questionnaire_for(draft.questionnaire), draft.answers)
            done = sum(draft.answers.get(item.id, EMPTY).is_answered for item in asked)
            age, news = desk.age(draft), desk.news(draft)
            said = [_("答えている途中の診断があります。{all}問のうち{done}問に回答しました。", done=done, all=len(asked))]
            said += [begun_and_touched(age), *what_is_old(age, desk.cycle)]
            if news is not None:
                said.append(newer_version_there(news) + _("移すときは m と入力してください。"))
            return said
        if is_submitted:
            return [
                _("今期の診断は提出済みです"),
                _("結果と「次の一歩」をご覧ください。内容を直したいときは、訂正した診断結果をもう一度提出できます（前のものも残ります）。"),
            ]
        q = desk.questionnaire
        said = [
            _("今期の診断はこれからです"),
            _(
                "診断は{dimensions}分野{items}問です。途中で閉じても、続きから始められます。",
                dimensions=len(q.dimensions),
                items=len(q.items),
            ),
        ]
        if desk.has_quick:
            said.append(_("短い質問で「最初の一歩」だけを知りたいときは、q（かんたん診断）をどうぞ。"))
        return said

    def _prompt(self, following: str) -> str:
        if following == "result":
            return _("すること（空の行で診断結果を読む、s で訂正する、? ですべて）:")
        if self._s.keeper.draft is not None:
            return _("すること（空の行で続きから答える、「提出」で確認と提出、? ですべて）:")
        return _("すること（空の行で診断をはじめる、? ですべて）:")

    # -- places --------------------------------------------------------------------------------------------------------

    def _answer(self, item: str | None = None) -> None:
        """Answer, look over, and so on, until the person comes back here or has submitted."""
        while True:
            questions = Questions(self._s, item)
            if questions.go() != "review":
                return
            done = Review(self._s).go()
            if done.submitted is not None:
                ResultTold(self._s, done.submitted).go()
            if done.submitted is not None or done.is_gone:
                return
            item = done.item or questions.current

    def _review(self) -> None:
        if self._s.keeper.load() is None:
            self._s.say(_("答えている途中の下書きはありません。"))
            return
        done = Review(self._s).go()
        if done.submitted is not None:
            ResultTold(self._s, done.submitted).go()
        elif done.item:
            self._answer(done.item)

    def _quick(self) -> None:
        quick = self._s.desk.quick
        if quick is None:
            self._s.say(_("この診断票には、かんたん診断がありません。「診断をはじめる」からお進みください。"))
        elif QuickTold(self._s, quick).go():
            self._answer()

    def _result(self) -> None:
        latest = self._s.desk.latest()
        if latest is None:
            self._s.say(_("まだ診断結果がありません。診断を提出すると、ここで見られます。"))
        else:
            ResultTold(self._s, latest).go()

    def _anew(self) -> None:
        if drafts.give_up_after_asking(self._s, _("いまの下書きを取りやめて、新しく始めますか")):
            self._answer()

    def _post(self) -> None:
        self._s.say(_("課・係・職名を入れてください。個人の名前は入れないでください。回答に、回答者として添えられます。"))
        self._s.desk.post = self._s.write_line(_("課・係・職名"), self._s.desk.post, longest=LONGEST_POST) or self._s.desk.post


def _cycle(desk: StaffDesk, submitted: Snapshot | None) -> list[str]:
    """Which cycle it is, until when, and what the centre says."""
    said = cycle_said(desk, submitted)
    message = desk.schedule.message(desk.cycle)
    names = [str(town) for town, there in desk.predecessors() if there]
    if names:
        said.append(_("合併の前の診断結果（{names}）は、「これまで」（h）で読めます。", names=_("、").join(names)))
    return [*said, *([_("センターから: {message}", message=message)] if message else [])]


def _instruments(desk: StaffDesk) -> list[str]:
    """Which questionnaire it is, and what waits in the others; nothing where there is only one."""
    there = desk.instruments
    if not there.name:
        return []
    said = [_("診断票: {title}", title=there.name)]
    for one in desk.elsewhere():
        title = str(one.questionnaire.title) + (_("（使用中）") if one.questionnaire.id == there.in_use else "")
        said.append(_("　").join([_("ほかの診断票: {title}", title=title), *one.in_words()]))
    return said


def _aside(desk: StaffDesk, latest: Snapshot | None) -> list[str]:
    """That a draft which was given up can be brought back; once something was submitted since, that is over."""
    aside = desk.set_aside()
    if not aside or (latest is not None and latest.submitted_at > max(one.at for one in aside)):
        return []
    done = sum(one.is_answered for one in aside[-1].draft.answers.values())
    return [
        _n(
            "{day}に取りやめた下書き（回答{n}問）は、元に戻せます。",
            "{day}に取りやめた下書き（回答{n}問）は、元に戻せます。",
            done,
            day=long_date(aside[-1].at),
        )
        + _("戻すときは u と入力してください。")
    ]


def _from_specialists(desk: StaffDesk, latest: Snapshot | None) -> list[str]:
    """Observations that wait, whether there are records of visits, and what one would like to ask at the next."""
    notes, records = desk.open_observations(), desk.records()
    said = []
    if notes:
        said.append(_("{what}が対応を待っています（{key} で開きます）。", what=how_many_wait([], notes, latest), key="o"))
    if records:
        said.append(_("訪問記録が{n}件あります（v で読みます）。", n=len(records)))
    return said
