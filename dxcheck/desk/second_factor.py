"""The centre's way to the second factor: whether the site asks for one, until when it may be put off, a reset, and lists of codes on paper. It reads no secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.model.edit import Edit, settled
from dxcheck.model.second_factor import FACTOR_NAMES, Policy, SiteRule, may_have, printed_codes
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from dxcheck.model.account import Account
    from dxcheck.store.accounts import AccountRepository


class SecondFactorError(RefusedError):
    """It cannot be done like this; the message says why and what to do."""


def for_whom(account: Account) -> str:
    """Said of an account that has none."""
    if account.comes_from:
        return _("「{name}」は、ほかのシステムのアカウントでログインします。二段階の確認も、そちらで行います。", name=account.name)
    return _("二段階の確認は、専門官とセンターのアカウントで使います。「{name}」では使いません。", name=account.name)


class SecondFactorDesk:
    """Second factors of one data folder."""

    def __init__(self, accounts: AccountRepository, now: Callable[[], dt.datetime], witness: Callable[[str, str], None]) -> None:
        self._accounts, self._now, self._witness = accounts, now, witness

    def policy(self) -> Policy:
        """What holds for the site.

        Raises:
            StoreError: it cannot be read.
        """
        return self._accounts.policy()

    def decide(self, *, is_on: bool | Edit[bool] | None = None, until: dt.date | Edit[dt.date | None] | None = None) -> SiteRule:
        """Turn it on or off for the site, or say until when accounts of before may put it off; what is not named stays.

        Raises:
            SecondFactorError: it is the demo, or the day is over.
            ChangedMeanwhileError: somebody else decided otherwise since it was looked at.
            StoreError: it was not written.
        """
        if self._accounts.is_demo:
            raise SecondFactorError(_("デモでは、二段階の確認は使いません。"))
        today = self._now().date()

        def decided(there: Policy) -> SiteRule:
            wanted = there.is_on if is_on is None else settled(is_on, there.is_on)
            day = there.put_off_until if until is None else settled(until, there.put_off_until)
            if day is not None and day != there.put_off_until and day < today:
                raise SecondFactorError(_("先に延ばせる最後の日は、きょうか、それより後の日にしてください。"))
            return SiteRule(wanted, self._now(), day)

        made = self._accounts.decide(decided)
        day = made.put_off_until.isoformat() if made.put_off_until else "-"
        self._witness("second-factor-on" if made.is_on else "second-factor-off", f"until {day}")
        return made

    def reset(self, name: str) -> Account:
        """Forget an account's second factor: it is set up anew at the next login; open sessions end.

        Raises:
            SecondFactorError: there is no such account, or it needs none.
            StoreError: it is as it was.
        """
        made = self._change(name, factor="", factor_due=True, printed=())
        self._witness("second-factor-reset", made.name)
        return made

    def print_codes(self, name: str) -> tuple[str, ...]:
        """A list of codes for an account without a phone, to be printed once; whatever it had before is no longer taken, and open sessions end.

        Raises:
            SecondFactorError: there is no such account, or it needs none.
            StoreError: it is as it was.
        """
        from dxcheck.desk.password import hashed_code  # argon2 only where it is needed

        self._check(name)
        codes = printed_codes()
        made = self._change(name, factor="paper", factor_due=False, printed=tuple(map(hashed_code, codes)))
        self._witness("codes-printed", f"{made.name} {len(codes)}")
        return codes

    def in_words(self, account: Account) -> str:
        """What an account has, in words; nothing for one that needs none."""
        if account.comes_from:
            return _("ほかのシステムで確認")
        return _(FACTOR_NAMES[account.factor]) if may_have(account) and not self._accounts.is_demo else ""

    def policy_in_words(self) -> str:
        """What holds for the site, in a sentence.

        Raises:
            StoreError: it cannot be read.
        """
        there = self.policy()
        if there.is_demo:
            return _("デモでは、二段階の確認は使いません。")
        if not there.is_on:
            return _("このサイトでは、二段階の確認を使わないことになっています。")
        if there.put_off_until is None:
            return _("前からあるアカウントは、登録を先に延ばせます（期限は決まっていません）。")
        return _("前からあるアカウントは、{day}まで登録を先に延ばせます。", day=long_date(there.put_off_until))

    def _check(self, name: str) -> None:
        found = self._accounts.find(name)
        if self._accounts.is_demo:
            raise SecondFactorError(_("デモでは、二段階の確認は使いません。"))
        if found is None:
            raise SecondFactorError(_("アカウント「{name}」は見つかりません。一覧は dxcheck account list で見られます。", name=name))
        if not may_have(found):
            raise SecondFactorError(for_whom(found))

    def _change(self, name: str, **fields: Any) -> Account:
        self._check(name)

        def change(old: Account) -> Account:
            return msgspec.structs.replace(old, generation=old.generation + 1, factor_round=old.factor_round + 1, **fields)

        return self._accounts.change(name, change)
