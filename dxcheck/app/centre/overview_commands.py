"""What can be done from the overview: every screen of the centre has its way from here."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from dxcheck.app.commands import AGREEMENT, HELP, QUIT, Command
from dxcheck.i18n import N_

OVERVIEW_COMMANDS: Final = (
    Command("open", ("enter",), N_("開く"), N_("選んだ市町を開きます。分野の列では、その期の設問ごとの回答を開きます")),
    Command("measure", ("m",), N_("値を変える"), N_("レベル、前からの変化、目標までの差、わからないの割合を切り替えます")),
    Command("sort", ("s",), N_("並べ替え"), N_("選んでいる列の小さい順、大きい順、もとの順を切り替えます。列の名前を押しても同じです")),
    Command("filter", ("f",), N_("絞り込み"), N_("地域、市・町、人口、提出、分野の低い・上がった・下がった市町で絞り込みます")),
    Command(
        "board",
        ("b",),
        N_("提出の状況"),
        N_("この診断期にだれが提出したか、だれに声をかけるかを見ます"),
        opens="dxcheck.app.centre.board:BoardScreen",
    ),
    Command("column", ("d",), N_("散らばり"), N_("選んでいる列の、市町の散らばりを見ます")),
    HELP,
    Command("finder", ("g",), N_("組む相手"), N_("設問の条件で、いっしょに取り組めそうな市町をさがします")),
    Command("camps", ("u",), N_("合同研修"), N_("これからの分野や設問から、学ぶ市町と話す市町の班をつくり、招待します"), footer=False),
    Command(
        "week",
        ("j",),
        N_("今週"),
        N_("返事を待っている相談、期限を過ぎた取組、これからの訪問などを、すべての市町について見ます"),
        opens="dxcheck.app.centre.week:WeekScreen",
    ),
    Command(
        "lists",
        ("l",),
        N_("一覧"),
        N_("すべての市町の取組・相談・訪問を、絞り込める一覧で見ます"),
        footer=False,
        opens="dxcheck.app.specialist.lists:ListsScreen",
    ),
    Command(
        "two",
        ("e",),
        N_("2市町を並べる"),
        N_("2つの市町の歩み、訪問、取組、相談を並べて見ます"),
        footer=False,
        opens="dxcheck.app.centre.two_pages:TwoPagesScreen",
    ),
    AGREEMENT,
    Command(
        "achieved",
        ("z",),
        N_("支援とその後"),
        N_("訪問と取組の数、取組を決めた分野とそうでない分野の動きを見ます"),
        footer=False,
        opens="dxcheck.app.centre.achieved:AchievedScreen",
    ),
    Command(
        "planning",
        ("v",),
        N_("訪問の計画"),
        N_("しばらく訪問していない市町、期限を過ぎた取組のある市町を見ます"),
        opens="dxcheck.app.centre.planning:PlanningScreen",
    ),
    Command(
        "export", ("o",), N_("書き出す"), N_("表（Excelなど）、報告書（PDFなど）、図にします。絞り込みや並び順は、画面のとおりに出ます")
    ),
    Command("order", ("t",), N_("並べる順"), N_("コード、地域、市・町、人口、提出の日の順を切り替えます"), footer=False),
    Command(
        "against",
        ("w",),
        N_("比べる期"),
        N_("変化をどの期の時点から測るかを、1つずつさかのぼります（値が「前からの変化」のとき）"),
        footer=False,
    ),
    Command("all", ("x",), N_("絞り込みを外す"), N_("すべての市町を出します"), footer=False),
    Command("who", ("i",), N_("集計の内訳"), N_("集計に入る市町、入らない市町とその理由を見ます"), footer=False),
    Command("cycle(-1)", ("p",), N_("前の期"), N_("1つ前の診断期の時点を見ます"), footer=False),
    Command("cycle(1)", ("n",), N_("次の期"), N_("1つ後の診断期の時点を見ます"), footer=False),
    Command("history", ("h",), N_("推移"), N_("県全体の推移と、低い設問・上がった設問を見ます"), footer=False),
    Command("averages", ("a",), N_("県内平均"), N_("県内平均の下見と公表をします"), opens="dxcheck.app.centre.averages:AveragesScreen"),
    Command(
        "cycles",
        ("c",),
        N_("診断期"),
        N_("受付を始める、締切を延ばす、締め切る"),
        footer=False,
        opens="dxcheck.app.centre.cycles:CyclesScreen",
    ),
    Command(
        "roster",
        ("r",),
        N_("市町一覧"),
        N_("市町と、担当の専門官、アカウントを見ます"),
        footer=False,
        opens="dxcheck.app.centre.roster:RosterScreen",
    ),
    Command(
        "accounts",
        ("k",),
        N_("アカウント"),
        N_("アカウントと、専門官の担当の市町を決めます"),
        footer=False,
        opens="dxcheck.app.centre.accounts:AccountsScreen",
    ),
    Command(
        "questionnaires",
        ("y",),
        N_("診断票を選ぶ"),
        N_("ほかの診断票に切り替えます。使用中のものもここで決めます"),
        footer=False,
        opens="dxcheck.app.centre.questionnaires:CentreQuestionnairesScreen",
    ),
    Command("find", ("slash",), N_("市町をさがす"), N_("市町の名前でさがして開きます"), footer=False),
    replace(QUIT, footer=True),
)
"""All of it, in the order in which the footer and the help show it."""

FIRST_BUTTONS: Final = ("cycle(-1)", "cycle(1)", "order", "all", "against", "who", "history", "find")
"""Of the commands that the footer has no room for, those whose buttons come first."""
FOR_BUTTONS: Final = ("week", "planning", "export", "averages")
"""Of those in the footer, the ones that have a button where the footer is too narrow for them."""
