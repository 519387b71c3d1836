"""What the staff can do with what they ask of other sections."""

from __future__ import annotations

from typing import Final

from dxcheck.app.commands import BACK, Command
from dxcheck.i18n import N_

SEND = Command("send", ("n", "enter"), N_("照会する"), N_("選んだ分野か、印をつけた設問を、課・係に照会します"))
GATHERED = Command(
    "gathered",
    ("t",),
    N_("返った回答"),
    N_("返ってきた回答を並べて見て、下書きに取り込みます"),
    opens="dxcheck.app.staff.gathered:GatheredScreen",
)
LETTER = Command("letter", ("l",), N_("知らせる文"), N_("選んだ照会先に送る文を出します。お願いと、まだのときの再度のお願いに使います"))
ASK_BACK = Command("ask_back", ("b",), N_("聞き返す"), N_("回答を返した課に、書き添えて聞き返します。課はもう一度書けます"), footer=False)
END_ASK = Command("end", ("x",), N_("終わりにする"), N_("選んだ照会を終わりにします。課はもう書けません"), footer=False)
LINK = Command(
    "link", ("k",), N_("リンクをつくる"), N_("アカウントのない課のために、この照会だけに答えられるリンクをつくります"), footer=False
)
UNLINK = Command(
    "unlink", ("d",), N_("リンクを止める"), N_("この照会のリンクを使えなくします。開いている人の画面も終わります"), footer=False
)
MARK = Command("mark", ("space",), N_("印"), N_("照会する設問に印をつけます"), footer=False)
ASKED_BY = Command("group", ("v",), N_("並べ方"), N_("照会する設問を、分野ごと・よく知っている課ごと・設問ごとに並べます"))
SHEET_FOR = Command("sheet_for", ("f",), N_("この課の記入表"), N_("選んだ照会の設問だけのExcelの記入表をつくります"), footer=False)
LETTERS = Command(
    "letters", ("m",), N_("照会先ごとの文"), N_("まだ返していない照会先への文を、差し込みメールに使える表にします"), footer=False
)
ADDRESS = Command(
    "address",
    ("e",),
    N_("メールアドレス"),
    N_("選んだ照会先の、お知らせを送るメールアドレスを決めます。次の照会でも使います"),
    footer=False,
)

ASKING: Final = (SEND, GATHERED, LETTER, ASKED_BY, MARK, ASK_BACK, LINK, UNLINK, END_ASK, SHEET_FOR, LETTERS, ADDRESS, BACK)
"""In the order of the help."""
