"""What the staff can do from home. Keys, footer, help, search and buttons of the home screen all come from here.

A screen that needs nothing but the desk is offered by one line in `FROM_HOME`: a `Command` that names it in `opens`. A command that also stands on a button, or does
more than open a screen, has a name here; what it does is a method of the home screen.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from dxcheck.app.commands import Command
from dxcheck.i18n import N_

START = Command("start", ("enter", "s"), N_("診断をはじめる"), N_("診断をはじめます。途中のものがあれば続きから始まります"))
QUICK = Command("quick", ("q",), N_("かんたん診断"), N_("短い質問に答えると、最初の一歩がわかります。提出はされません"))
RESULT = Command("result", ("r",), N_("診断結果"), N_("いちばん新しい診断結果を開きます"))
PAPER = Command("paper", ("k",), N_("結果票"), N_("決裁に回す結果票（PDF・Word・Excelなど）をつくります"))
SHOW_HISTORY = Command(
    "history", ("h",), N_("これまで"), N_("これまでの診断結果を見て、2つを比べます"), opens="dxcheck.app.staff.history:HistoryScreen"
)
SHOW_PROGRESS = Command(
    "progress", ("g",), N_("推移"), N_("診断期ごとの平均の動きを、図と表で見ます"), opens="dxcheck.app.screens.progress:ProgressScreen"
)
SHOW_ACTIONS = Command(
    "actions",
    ("a",),
    N_("取組"),
    N_("取組の進み具合・担当・期限・ひとことを、一覧で見て変えます"),
    opens="dxcheck.app.screens.actions:ActionsScreen",
)
WISH = Command(
    "wish",
    ("w",),
    N_("相談"),
    N_("専門官に相談したいことを書き、返事を読みます"),
    footer=False,
    opens="dxcheck.app.staff.wishes:OwnWishesScreen",
)
VISITS = Command(
    "visits", ("v",), N_("訪問記録"), N_("専門官の訪問の記録を読みます"), footer=False, opens="dxcheck.app.staff.visits:VisitsScreen"
)
WAITING = Command(
    "waiting",
    ("o",),
    N_("所見と差戻し"),
    N_("専門官からの所見と差戻しを、どの診断結果へのものかとともに読み、返事をします"),
    footer=False,
    opens="dxcheck.app.staff.waiting:ResponsesScreen",
)
STOCKTAKING = Command(
    "stocktaking",
    ("t",),
    N_("業務の棚卸し"),
    N_("見直したい業務を書き出し、時間と困り度の大きい順に見ます。専門官といっしょに書けます"),
    footer=False,
    opens="dxcheck.app.screens.stocktaking:StocktakingScreen",
)
HANDOVER = Command("handover", ("x",), N_("引継ぎパック"), N_("後任の方に渡す資料（PDFなど）をつくります"), footer=False)
ALL_ANSWERS = Command(
    "answers",
    ("c",),
    N_("回答の一覧・確認"),
    N_("答えている途中のすべての回答を、前回とのちがいとともに見渡し、確認者として確認します"),
    footer=False,
    opens="dxcheck.app.staff.confirming:AnswersScreen",
)
SHEET = Command(
    "sheet",
    ("e",),
    N_("Excelの記入表"),
    N_("担当課に書いてもらう表（Excel・CSV）をつくり、書かれたものを下書きに取り込みます"),
    footer=False,
    opens="dxcheck.app.staff.sheet:SheetScreen",
)
EXCHANGE = Command(
    "exchange",
    ("f",),
    N_("受け渡しファイル"),
    N_("センターとつながらないときに、診断結果と県内平均をファイルで受け渡します"),
    footer=False,
    opens="dxcheck.app.staff.exchange:OwnExchangeScreen",
)
ASK = Command(
    "ask",
    ("i",),
    N_("照会"),
    N_("設問を庁内のほかの課に答えてもらい、返った回答を並べて取り込みます"),
    footer=False,
    opens="dxcheck.app.staff.asking:AskScreen",
)
ANEW = Command("anew", ("n",), N_("新しく始める"), N_("いまの下書きを取りやめて、新しく始めます。前の下書きは戻せます"), footer=False)
GIVE_UP = Command(
    "give_up", ("d",), N_("下書きを取りやめる"), N_("答えている途中の下書き（訂正）を取りやめます。しばらくは元に戻せます"), footer=False
)
CARRY_OVER = Command(
    "carry_over",
    ("m",),
    N_("新しい版に移す"),
    N_("診断票の新しい版が出たとき、答えている途中の下書きを移します。前の下書きは戻せます"),
    footer=False,
)
BRING_BACK = Command("bring_back", ("u",), N_("取りやめた下書きを戻す"), N_("取りやめた下書き（訂正）を元に戻します"), footer=False)
QUESTIONNAIRES = Command(
    "questionnaires",
    ("y",),
    N_("診断票を選ぶ"),
    N_("ほかの診断票に切り替えます。下書きと診断結果は診断票ごとに別々です"),
    footer=False,
    opens="dxcheck.app.screens.questionnaires:QuestionnairesScreen",
)
POST = Command("post", ("p",), N_("所属"), N_("あなたの課・係・職名を入れます。回答に添えられます"), footer=False)

FROM_HOME: Final = (
    *(START, QUICK, RESULT, replace(PAPER, footer=False), SHOW_PROGRESS, SHOW_ACTIONS, SHOW_HISTORY, WISH, WAITING, VISITS),
    *(STOCKTAKING, HANDOVER),
    *(ALL_ANSWERS, ASK, SHEET, EXCHANGE, ANEW, GIVE_UP, CARRY_OVER, BRING_BACK, QUESTIONNAIRES, POST),
)
"""In the order of footer and help."""
