"""What the municipality says to an observation: やる with who, by when and the budget; いまはしない, because; もうできている."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.casework.model import LONGEST_STEP, MONEY
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import LONGEST_POST
from dxcheck.model.typed_day import DayReader
from dxcheck.plain.words import Saying, as_typed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from dxcheck.casework.waiting import SharedObservation
    from dxcheck.plain.sitting import Sitting

AT_OBSERVATION: Final = (
    Saying("take_on", ("y", "やる", "do"), N_("やる"), N_("選んだ所見に取り組みます。担当・期限・予算を決めて、取組に加えます")),
    Saying(
        "not_now",
        ("n", "いまはしない", "not now"),
        N_("いまはしない"),
        N_("選んだ所見をいまはしないことにして、その理由を専門官に伝えます"),
    ),
    Saying(
        "settle",
        ("d", "できている", "done"),
        N_("もうできている"),
        N_("選んだ所見を「もうできている」にします。もう一度選ぶと取り消せます"),
    ),
)

_MONEY: Final = (
    Saying("yes", ("y", "あり", "yes"), N_("あり")),
    Saying("no", ("n", "なし", "no"), N_("なし")),
    Saying("later", ("l", "これから", "later"), N_("これから")),
)


def take_on(sitting: Sitting, one: SharedObservation) -> None:
    """Ask for the step, who, by when and the budget, then make it an action."""
    _level, begins = sitting.desk.lifted_by(one)
    step = sitting.write_line(_("取組の内容"), begins or one.observation.text.split("\n")[0][:LONGEST_STEP], longest=LONGEST_STEP)
    owner = sitting.write_line(_("担当（課・係・職名）"), sitting.desk.post, longest=LONGEST_POST) if step else None
    if not step or owner is None:
        sitting.say(_("まだ返事をしていません。"))
        return
    due = _day(sitting)
    typed = as_typed(sitting.console.ask(_("予算（y あり、n なし、l これから。空の行で未定）:")), _MONEY).action
    money = next((name for name in MONEY if name == typed), None)
    keep_response(sitting, lambda: sitting.desk.take_on([one], step, owner, due, money))


def _day(sitting: Sitting) -> dt.date | None:
    """The day until when; None for none."""
    ahead = DayReader(sitting.desk.now.date(), "coming")
    while typed := sitting.console.ask(_("期限（例: 2027-3-31、3/31。空の行で、なし）:")).strip():
        if not (fault := ahead.fault(typed)):
            sitting.say(long_date(ahead.read(typed)))
            return ahead.read(typed)
        sitting.say(fault)
    return None


def keep_response(sitting: Sitting, respond: Callable[[], bool]) -> None:
    """Keep it, and say whether the observation still stood as it was read."""
    stood: list[bool] = []
    changed = _("書き直されたか、ほかの方が印をつけました。いまの内容を確かめてください。")
    sitting.keep(lambda: stood.append(respond()), said=lambda: _("返事を専門官に届けました。") if stood[-1] else changed)
