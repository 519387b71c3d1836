"""Whether a municipality is still assigned to the account somebody works with, asked before anything is written.

A desk stays open for hours; meanwhile the centre may give a municipality to somebody else, or stop an account. In a browser its sessions end; on a terminal nothing
ends them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.i18n import _
from dxcheck.store.errors import StoreError
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    from dxcheck.model.roster import Municipality
    from dxcheck.model.succession import Succession
    from dxcheck.store.accounts import OwnAccount


class NoLongerAssignedError(StoreError, RefusedError):
    """The account does not have the municipality any more; nothing was saved, and nothing will be until it has it again."""

    def __init__(self, what: str) -> None:
        super().__init__(
            what,
            _("何も保存していません。書いたものは画面に残っています"),
            _("必要なものは書き写し、センターに担当を確かめてください"),
        )


class Assignment:
    """Asks an account about one municipality.

    Args:
        account: the specialist's.
        municipality: the one that is written about.
        succession: an account may have it under a code from before.
    """

    def __init__(self, account: OwnAccount, municipality: Municipality, succession: Succession) -> None:
        self._account, self._municipality, self._succession = account, municipality, succession

    def check(self) -> None:
        """Whether the municipality is the account's now.

        Raises:
            NoLongerAssignedError: it is not.
            StoreError: the accounts cannot be read.
        """
        codes = self._account.municipalities()
        if codes is None:
            raise NoLongerAssignedError(_("アカウント「{name}」は、いまは使えません", name=self._account.name))
        if self._municipality not in {self._succession.today(code) for code in codes}:
            raise NoLongerAssignedError(_("{name}は、いまは担当の市町に入っていません", name=self._municipality))
