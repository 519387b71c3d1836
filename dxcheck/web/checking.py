"""Whether a code is one of the account's, and what is said where it is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import msgspec

from dxcheck.assessment.figures import nearest
from dxcheck.desk.password import is_code
from dxcheck.i18n import _, _n
from dxcheck.model import calendar
from dxcheck.model.second_factor import Factor, without_code
from dxcheck.web import totp

if TYPE_CHECKING:
    from dxcheck.model.account import Account
    from dxcheck.store.database.halfway import SharedHalfway
    from dxcheck.store.factors import FactorRepository
    from dxcheck.web.totp import Judged

_MINUTE = 60


@dataclass(frozen=True)
class Outcome:
    """What came of a code."""

    kind: Literal["right", "used", "off", "wrong", "missing", "slowed"]
    fault: str = ""
    """For the page."""
    what: Literal["app", "recovery", "printed"] = "app"
    left: int = 0
    """Codes on paper that are left."""

    @property
    def is_guess(self) -> bool:
        """Whether it counts as a wrong one."""
        return self.kind in ("off", "wrong")

    @property
    def status(self) -> int:
        """Of the page that says so."""
        return 429 if self.kind == "slowed" else 401


class ToldCodes:
    """Half minutes to come of which somebody was told that their code is right for then: nobody waits for that."""

    def __init__(self) -> None:
        self._steps: dict[str, set[int]] = {}

    def told(self, account: str) -> set[int]:
        """Those of an account."""
        return self._steps.get(account, set())

    def tell(self, account: str, step: int) -> None:
        """One more; those long before it are forgotten."""
        self._steps[account] = {one for one in self.told(account) if one >= step - 2 * totp.LOOKED_AT} | {step}


class Checking:
    """Looks at codes, and marks as used what was right."""

    def __init__(self, factors: FactorRepository, told: ToldCodes | SharedHalfway) -> None:
        self._factors, self._told = factors, told

    def check(self, account: Account, code: str) -> Outcome:
        """Look at a code as `plain_code` gives it. In a thread: it writes.

        Raises:
            StoreError: it could not be marked as used; it is not taken.
        """
        made = [Outcome("missing", _missing())]

        def use(own: Factor | None) -> Factor | None:
            made[0], new = self._printed(account, own, code) if account.factor == "paper" else self._of_app(account, own, code)
            return new

        self._factors.change(account, use)
        return made[0]

    def number(self, account: Account) -> int:
        """Which code of the list is next, from 1; 0 where all are used up."""
        own = self._factors.of(account)
        used = own.used if own else 0
        return used + 1 if used < len(account.printed) else 0

    def left(self, account: Account) -> int:
        """How many codes on paper are left."""
        own = self._factors.of(account)
        return len(account.printed) - (own.used if own else 0) if account.factor == "paper" else len(own.recovery) if own else 0

    def _printed(self, account: Account, own: Factor | None, code: str) -> tuple[Outcome, Factor | None]:
        there = own or Factor(account.name, account.factor_round, calendar.now())
        used, codes = there.used, account.printed
        if used >= len(codes):
            fault = _("紙のコードは、すべて使い終わりました。センターに、新しい一覧を頼んでください。")
            return Outcome("missing", fault), own
        if is_code(codes[used], code):
            return Outcome("right", what="printed", left=len(codes) - used - 1), msgspec.structs.replace(there, used=used + 1)
        if used and is_code(codes[used - 1], code):
            return Outcome("used", _("そのコードはもう使われました。{n}番のコードを入れてください。", n=used + 1)), own
        return Outcome("wrong", _("コードが違います。番号と、つづりを確かめてください。")), own

    def _of_app(self, account: Account, own: Factor | None, code: str) -> tuple[Outcome, Factor | None]:
        if own is None:
            return Outcome("missing", _missing()), None
        if not code.isdecimal():
            left = without_code(own.recovery, account.name, code)
            if len(left) == len(own.recovery):
                return Outcome("wrong", _("コードが違います。回復用コードは、1つにつき1度だけ使えます。")), own
            return Outcome("right", what="recovery", left=len(left)), msgspec.structs.replace(own, recovery=left)
        judged = totp.judged(own.secret, code, calendar.now().timestamp(), own.last_step)
        if judged.kind == "off" and judged.ahead > 0:
            self._told.tell(account.name, judged.step)
        if judged.kind == "right" and judged.step in self._told.told(account.name):
            return Outcome("used", _used()), own
        if judged.kind == "right":
            return Outcome("right"), msgspec.structs.replace(own, last_step=judged.step)
        return self.told(judged), own

    def told(self, judged: Judged, *, is_first: bool = False) -> Outcome:
        """What is said of a code that is not taken; `is_first` where the phone is just being set up."""
        if judged.kind == "used":
            return Outcome("used", _used())
        if judged.kind == "off":
            return Outcome("off", _clock_is_off(judged.ahead))
        if is_first:
            return Outcome("wrong", _("コードが違います。いま読み取った登録の、いま表示されている6けたを入れてください。"))
        return Outcome("wrong", _("コードが違います。認証アプリにいま表示されている6けたを入れてください。"))

    def slowed(self, seconds: int) -> Outcome:
        """Too many were wrong."""
        return Outcome("slowed", _("間違いが続いたため、{n}秒ほど待ってから、もう一度お試しください。", n=seconds))


def _used() -> str:
    return _("そのコードはもう使われました。認証アプリの表示が次の数字に変わってから、入れてください（30秒ごとに変わります）。")


def _missing() -> str:
    return _(
        "このアカウントの二段階の確認の登録が、サーバーに見つかりません。アカウントをつくった担当者に、登録のリセットを頼んでください。"
    )


def _clock_is_off(ahead: int) -> str:
    """By how much a clock is wrong, and what to do."""
    minutes = max(1, nearest(abs(ahead) / _MINUTE))
    how_far = (
        _n(
            "このコードを出した機器の時計は、{n}分ほど先の時刻を指しています。",
            "このコードを出した機器の時計は、{n}分ほど先の時刻を指しています。",
            minutes,
        )
        if ahead > 0
        else _n(
            "このコードを出した機器の時計は、{n}分ほど前の時刻を指しています。",
            "このコードを出した機器の時計は、{n}分ほど前の時刻を指しています。",
            minutes,
        )
    )
    return (
        how_far
        + _("サーバーの時計は、いま{time}です。", time=f"{calendar.now():%H:%M:%S}")
        + _("機器の日付と時刻を自動で合わせる設定にしてから、新しいコードを入れてください。")
    )
