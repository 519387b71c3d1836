"""The centre's camps, and what municipalities said to telling others. Both lie beside the saved searches, in a file that the centre alone opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.i18n import _
from dxcheck.prefecture.camp import Camp, CampTakenError, SharingAnswer
from dxcheck.store import layout
from dxcheck.store.envelope import SCHEMA, Envelope
from dxcheck.store.searches import FINDERS
from dxcheck.store.table import RecordTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.store.shelf import Address


class CampRepository:
    """Camps by name, and who tells about what."""

    def __init__(self, folder: Address, prefecture: str, *, demo: bool, before_write: Callable[[], None]) -> None:
        path, envelope = layout.place(folder, FINDERS), Envelope(SCHEMA, "finders", prefecture, demo)
        self._camps = RecordTable(path, envelope, "camps", Camp, before_write)
        self._sharing = RecordTable(path, envelope, "sharing", SharingAnswer, before_write)

    def all(self) -> list[Camp]:
        """Every one, by name.

        Raises:
            StoreError: the file cannot be read.
        """
        return sorted(self._camps.all(), key=lambda one: one.name)

    def save(self, camp: Camp, known: Camp | None = None) -> None:
        """Save one.

        Args:
            camp: the camp.
            known: the one that the person has seen; it makes room, also under another name, and only it.

        Raises:
            CampTakenError: there is another one of this name, or the one that was seen is not there any more as it was.
            StoreError: it was not saved.
        """

        def change(there: list[Camp]) -> list[Camp]:
            if known is not None and known not in there:
                raise CampTakenError(
                    _(
                        "この研修は、その間にほかの画面で変わりました。一覧から開き直して、もう一度保存してください。まだ何も変わっていません。"
                    )
                )
            others = [one for one in there if one != known]
            if any(one.name == camp.name for one in others):
                raise CampTakenError(_("「{name}」という名前の研修がすでにあります。別の名前にしてください。", name=camp.name))
            return [*others, camp]

        self._camps.change(change)

    def remove(self, camp: Camp) -> None:
        """Forget one; another of its name stays.

        Raises:
            StoreError: it is still there.
        """
        self._camps.change(lambda there: [one for one in there if one != camp])

    def answers(self) -> list[SharingAnswer]:
        """What municipalities said, the oldest first.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._sharing.all()

    def say(self, answer: SharingAnswer) -> None:
        """Keep what a municipality said; what it said of the same before makes room.

        Raises:
            StoreError: it was not saved.
        """
        same = (answer.code, answer.questionnaire, answer.subject)
        self._sharing.change(lambda there: [*(one for one in there if (one.code, one.questionnaire, one.subject) != same), answer])
