"""What is said of an item, and what can be typed there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.i18n import N_, _
from dxcheck.plain.words import Saying
from dxcheck.questionnaire.measures import in_words_of_bands
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from dxcheck.assessment.question import Question
    from dxcheck.model.snapshot import Answer
    from dxcheck.questionnaire.measures import Measures

AT_ITEM: Final = (
    Saying("unknown", ("k", "わからない", "分からない", "unknown"), N_("わからない"), N_("「話し合う項目」に入ります。点数には数えません")),
    Saying(
        "not_applicable",
        ("n", "該当なし", "na"),
        N_("該当なし"),
        N_("うちの市町には当てはまらない設問のとき（理由を添えます）"),
        takes=True,
    ),
    Saying("same", ("s", "前回と同じ", "同じ", "same"), N_("前回と同じ"), N_("前回の回答・根拠・コメントを写します")),
    Saying(
        "copy_rest",
        ("a", "残りは前回と同じ", "rest"),
        N_("残りは前回と同じ"),
        N_("まだ答えていない設問に、前回の回答をまとめて写します。分野ごとにもできます"),
    ),
    Saying("evidence", ("e", "根拠", "evidence"), N_("根拠"), N_("見せられる資料や記録を書きます"), takes=True),
    Saying("comment", ("c", "コメント", "comment"), N_("コメント"), N_("事情や迷った点を書きます。専門官が読みます"), takes=True),
    Saying(
        "why",
        ("w", "理由", "why"),
        N_("この段の理由"),
        N_("選んだ段と次の段のうち、当てはまる文に印をつけます（つけなくてもかまいません）"),
        takes=True,
    ),
    Saying("target", ("t", "目標", "target"), N_("目標"), N_("3年後に目指すレベルを選びます"), takes=True),
    Saying("undo", ("u", "元に戻す", "取り消し", "undo"), N_("元に戻す"), N_("直前の回答を元に戻します。何度でも戻せます")),
    Saying("clear", ("x", "消す", "clear"), N_("回答を消す"), N_("レベルを消して未回答に戻します。根拠とコメントは残ります")),
    Saying("restore", ("r", "もう一方に戻す", "restore"), N_("もう一方に戻す"), N_("同じ設問に別の人の回答があるとき、それに戻します")),
    Saying("next", (">", "次", "つぎ", "next"), N_("次"), N_("次の設問へ")),
    Saying("previous", ("<", "前", "まえ", "previous", "prev"), N_("前"), N_("前の設問へ")),
    Saying("next_open", ("g", "未回答", "未回答へ", "open"), N_("未回答へ"), N_("まだ答えていない次の設問へ")),
    Saying(
        "find",
        ("/", "さがす", "探す", "find", "移る", "go"),
        N_("設問をさがす"),
        N_("番号か言葉で設問に移ります。例: / 12、/ 窓口"),
        takes=True,
    ),
    Saying("items", ("i", "一覧", "items", "list"), N_("設問の一覧"), N_("この分野の設問と、いまの回答を読み上げます")),
    Saying("frameworks", ("f", "参照", "references"), N_("参照"), N_("この設問がもとにしている計画・手順書・指針と、その版・時点を見ます")),
    Saying("review", ("p", "提出", "提出へ", "確認", "review"), N_("提出へ"), N_("未回答などを確かめて、提出へ進みます")),
)


def choices_told(asked: Question) -> list[str]:
    """Every choice with how it is typed."""
    lines = _to_measure(asked.measures, asked.answer) if asked.measures is not None else []
    for one in asked.levels():
        marks = _("（{marks}）", marks=_("、").join(one.marks)) if one.marks else ""
        head = _("{level} {name}{marks}", level=one.step.number, name=one.step.name, marks=marks)
        lines.append(head if one.step.text == one.step.name else _("{name}: {text}", name=head, text=one.step.text))
    lines += [_("{key} {name}", key="n", name=_("該当なし"))] if asked.item.not_applicable is not None else []
    lines.append(_("{key} {name}", key="k", name=_("わからない")))
    return [*lines, *([_("{key} {name}", key="s", name=_("前回と同じ"))] if asked.same_offered else [])]


def _to_measure(measures: Measures, answer: Answer) -> list[str]:
    """What is ticked or typed, and from where on a level is reached; the levels are said after it."""
    lines = []
    for number, one in enumerate(measures.checks, 1):
        to = _("（{level}へ）", level=as_level(one.step)) if one.step is not None else ""
        on = _("（印あり）") if one.id in answer.ticks else ""
        lines.append(f"{number} {one.text}{to}{on}")
    lines += [_("{level}: {bound}", level=as_level(level), bound=bound) for level, bound in in_words_of_bands(measures)]
    return [*lines, _("段（上のことから決まります）:")]


def beside_told(asked: Question) -> list[str]:
    """What stands beside the item; what nobody has written yet is not said."""
    return [
        _("{name}: {text}", name=one.head, text=one.text) if one.head and one.text else one.head or one.alone or one.text
        for one in asked.beside()
        if not (one.is_muted and one.what)
    ]
