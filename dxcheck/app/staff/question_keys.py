"""The keys of the questionnaire: what can be done at an item, and how each kind of item is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.app.commands import BACK, Command
from dxcheck.app.staff.next_buttons import COPY_REST, TO_REVIEW, WHY, WRITE_LAST
from dxcheck.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

GUIDE_OF_CHECKS: Final = N_(
    "番号のキーで、当てはまる問いに印をつけます（もう一度押すと消えます）。段は印から決まります。どれも当てはまらないときは 0 を押します。"
)
GUIDE_OF_NUMBERS: Final = N_("数字のキーかEnterで、数を入れます。段は数から決まり、数そのものも残ります。")


def level_commands(keys: Iterable[str]) -> tuple[Command, ...]:
    """Answering with a level, for the key of each."""
    return tuple(
        Command(f"answer('{key}')", (key,), N_("レベルで回答"), N_("そのレベルで回答して次の設問へ進みます"), footer=False) for key in keys
    )


ANSWERING: Final = (
    Command(
        "answer('not_applicable')", ("n",), N_("該当なし"), N_("うちの市町には当てはまらない設問のとき（理由を添えます）"), footer=False
    ),
    Command("answer('unknown')", ("k",), N_("わからない"), N_("「話し合う項目」に入ります。点数には数えません"), footer=False),
    Command("answer('same')", ("s",), N_("前回と同じ"), N_("前回の回答・根拠・コメントを写します"), footer=False),
    COPY_REST,
    Command("choose", ("enter",), N_("選ぶ"), N_("印（>）のついた段を選びます"), footer=False),
    Command("move(-1)", ("up",), N_("上の段へ"), footer=False),
    Command("move(1)", ("down",), N_("下の段へ"), footer=False),
    Command("write('evidence')", ("e",), N_("根拠"), N_("見せられる資料や記録を書きます")),
    Command("write('comment')", ("c",), N_("コメント"), N_("事情や迷った点を書きます。専門官が読みます")),
    WRITE_LAST,
    WHY,
    Command("target", ("t",), N_("目標"), N_("3年後に目指すレベルを選びます")),
    Command("undo", ("u",), N_("元に戻す"), N_("直前の回答を元に戻します。何度でも戻せます")),
    Command(
        "clear", ("backspace", "delete"), N_("回答を消す"), N_("レベルを消して未回答に戻します。根拠とコメントは残ります"), footer=False
    ),
    Command("restore", ("r",), N_("もう一方に戻す"), N_("同じ設問に別の人の回答があるとき、それに戻します"), footer=False),
    Command("next", ("right", "pagedown"), N_("次"), N_("次の設問へ"), footer=False),
    Command("previous", ("left", "pageup"), N_("前"), N_("前の設問へ"), footer=False),
    Command("next_open", ("g",), N_("未回答へ"), N_("まだ答えていない次の設問へ")),
    Command("frameworks", ("f",), N_("参照"), N_("この設問がもとにしている計画・手順書・指針と、その版・時点を見ます"), footer=False),
    Command("find", ("slash",), N_("設問をさがす"), footer=False),
    TO_REVIEW,
    BACK,
)
"""In the order of the help."""
