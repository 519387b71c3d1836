"""Camps at the centre's desk: proposed from what all municipalities answered, saved, and forgotten; and who agreed to tell others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.model.text import cleaned_line
from dxcheck.prefecture.camp import USUAL_GROUP, Camp, SharingAnswer, proposal, sharing_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from dxcheck.prefecture.camp import CampProposal, Sharing
    from dxcheck.prefecture.overview import Overview
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.store.camps import CampRepository


class CampsDesk:
    """What the centre may see and do about camps."""

    def __init__(self, camps: CampRepository, now: Callable[[], dt.datetime], by: str, witness: Callable[[str, str], None]) -> None:
        self._camps, self._now, self._by, self._witness = camps, now, by, witness

    def all(self, questionnaire_id: str) -> list[Camp]:
        """Those about a questionnaire, by name.

        Raises:
            StoreError: they cannot be read.
        """
        return [one for one in self._camps.all() if one.questionnaire == questionnaire_id]

    def sharing(self, questionnaire: Questionnaire, subject: str) -> dict[str, Sharing]:
        """What municipalities said to telling others about an item or a dimension, by code.

        Raises:
            StoreError: it cannot be read.
        """
        item = questionnaire.item_by_id.get(subject)
        return sharing_of(self._camps.answers(), questionnaire.id, [subject] if item is None else [item.dimension, subject])

    def propose(self, overview: Overview, subject: str, *, size: int = USUAL_GROUP, among: Mapping[str, str] | None = None) -> CampProposal:
        """Who needs something, who is good at it, and mixed groups of both.

        Raises:
            StoreError: what municipalities said cannot be read.
        """
        return proposal(overview, subject, self.sharing(overview.questionnaire, subject), size=size, among=among)

    def say(self, code: str, questionnaire_id: str, subject: str, sharing: Sharing) -> None:
        """Keep what a municipality said to telling others.

        Raises:
            StoreError: it was not saved.
        """
        self._camps.say(SharingAnswer(code, questionnaire_id, subject, sharing, self._now(), self._by))
        self._witness("camp-sharing", f"{code} {subject} {sharing}")

    def save(self, camp: Camp, known: Camp | None = None) -> Camp:
        """Save one, as it is wanted now.

        Args:
            camp: what is wanted; when and by whom it is saved is filled in.
            known: the saved one that the person sees; None for a new one.

        Raises:
            CampTakenError: there is another one of this name, or somebody changed the one that is seen.
            StoreError: it was not saved.
        """
        kept = msgspec.structs.replace(camp, name=cleaned_line(camp.name), place=cleaned_line(camp.place), at=self._now(), by=self._by)
        self._camps.save(kept, known)
        self._witness("camp-saved", f"{kept.subject} {len(kept.groups)}")
        return kept

    def remove(self, camp: Camp) -> None:
        """Forget one.

        Raises:
            StoreError: it is still there.
        """
        self._camps.remove(camp)
        self._witness("camp-removed", camp.subject)
