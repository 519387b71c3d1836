"""What a specialist writes about a snapshot: observations, their own levels, a return.

An observation for the municipality is a draft, which specialists alone can read, until it is shared: the draft lies in the internal file, what was shared in the
municipality's. Whoever shares shares their own.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

from dxcheck.casework.change import current, last_entry, last_return, with_entry
from dxcheck.casework.model import Judgement, Observation, Returned
from dxcheck.desk.reading import ReadingDesk
from dxcheck.i18n import N_, _
from dxcheck.model.edit import Edit, combined, settled
from dxcheck.model.snapshot import LONGEST_TEXT
from dxcheck.model.text import cleaned
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dxcheck.casework.agreement import JudgedAnswer
    from dxcheck.casework.calibration import JudgementGap
    from dxcheck.desk.setting import Setting
    from dxcheck.model.roster import Municipality
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.questionnaire.scale import Level
    from dxcheck.store.notes import InternalNotes, SharedNotes
    from dxcheck.store.scan import Candidate
    from dxcheck.store.submitted import SubmittedRepository

Reader = Literal["shared", "draft", "internal"]
"""Who reads an observation: the municipality too; specialists until it is shared; specialists for ever."""
READERS: Final[dict[Reader, str]] = {"shared": N_("共有"), "draft": N_("共有・書きかけ"), "internal": N_("内部")}


class ReturnedMeanwhileError(RefusedError):
    """Somebody else gave the snapshot back while the reason was being written; nothing was done."""

    def __init__(self, returned: Returned) -> None:
        reason = " ".join(returned.reason.split())
        super().__init__(
            _(
                "{who}がすでに差し戻しています（{reason}）。それでも差し戻すときは、もう一度保存してください。",
                who=returned.by,
                reason=reason,
            )
        )
        self.returned = returned


class Noted(NamedTuple):
    """An observation, and who reads it."""

    observation: Observation
    reader: Reader

    @property
    def shared(self) -> bool:
        """Whether the municipality reads it."""
        return self.reader == "shared"


class ReviewDesk(ReadingDesk):
    """Where a specialist reads one municipality's snapshots and writes about them."""

    def __init__(
        self,
        municipality: Municipality,
        submitted: SubmittedRepository,
        shared: SharedNotes,
        internal: InternalNotes,
        setting: Setting,
        *,
        by: str,
    ) -> None:
        super().__init__(municipality, submitted, shared, setting)
        self.by = by
        """The specialist's account: a post."""
        self._internal = internal

    # -- observations --------------------------------------------------------------------------------------------------

    def observations(self, snapshot: Snapshot) -> list[Noted]:
        """What stands about a snapshot in the order it was written: what is shared, what is not yet shared, what is internal.

        A draft says something else than what its writer shared; an empty one is about to take that back.
        """
        return [one for one in self._noted() if one.observation.snapshot == snapshot.id]

    def _noted(self) -> list[Noted]:
        """What stands about any snapshot."""
        shared = current(self._notes.observations.all())
        theirs = {(one.snapshot, one.item, one.by): one.text for one in shared}
        own = self._internal.observations.all()
        drafts = current((one for one in own if one.draft), with_empty=True)
        found = [Noted(one, "shared") for one in shared]
        found += [Noted(one, "draft") for one in drafts if one.text != theirs.get((one.snapshot, one.item, one.by), "")]
        found += [Noted(one, "internal") for one in current(one for one in own if not one.draft)]
        return sorted(found, key=lambda one: one.observation.at)

    def observation_history(self, snapshot: Snapshot, item: str) -> list[Noted]:
        """Every version ever written about an item of a snapshot, the oldest first."""
        every = [Noted(one, "shared") for one in self._notes.observations.all()]
        every += [Noted(one, "draft" if one.draft else "internal") for one in self._internal.observations.all()]
        mine = [one for one in every if (one.observation.snapshot, one.observation.item) == (snapshot.id, item)]
        return sorted(mine, key=lambda one: one.observation.at)

    def observed(self, snapshot: Snapshot, item: str, *, internal: bool) -> str:
        """One's own observation on an item as it was written last: the internal one, or the one for the municipality, shared or not."""
        return self._written(self._internal.observations.all(), snapshot, item, internal=internal)

    def observe(self, snapshot: Snapshot, item: str, text: str | Edit[str], *, internal: bool) -> str:
        """Note something on an item: for specialists alone, or for the municipality, which reads it once it is shared. What stood there before is kept.

        Returns:
            The text as it stands now, with what was written in another window of the same account meanwhile.

        Raises:
            TooLongTogetherError: both have no room in one text.
            StoreError: it could not be saved.
        """
        made: list[str] = []

        def change(entries: list[Observation]) -> list[Observation]:
            there = self._written(entries, snapshot, item, internal=internal)
            made[:] = [combined(text, there, LONGEST_TEXT)]
            if made == [there]:
                return entries
            return with_entry(entries, Observation(snapshot.id, item, made[0], self._now(), self.by, self.session, draft=not internal))

        self._internal.observations.change(change)
        return made[0]

    def unshared(self, snapshot: Snapshot) -> list[Observation]:
        """One's own observations on a snapshot that the municipality does not read yet as they are."""
        return [one.observation for one in self.observations(snapshot) if one.reader == "draft" and one.observation.by == self.by]

    def unshared_by_snapshot(self) -> list[tuple[Snapshot, list[Observation]]]:
        """One's own observations that are still to be shared, by the snapshot they are about, the oldest first."""
        mine = [one.observation for one in self._noted() if one.reader == "draft" and one.observation.by == self.by]
        about = {one.snapshot for one in mine}
        return [(one, [said for said in mine if said.snapshot == one.id]) for one in self.with_predecessors() if one.id in about]

    def share(self, snapshot: Snapshot, items: Sequence[str]) -> None:
        """Let the municipality read one's own observations on some items as they are now; an empty one takes back what it read.

        Raises:
            StoreError: it could not be saved.
        """
        wanted = [one for one in self.unshared(snapshot) if one.item in items]

        def change(entries: list[Observation]) -> list[Observation]:
            for one in wanted:
                entries = with_entry(entries, msgspec.structs.replace(one, at=self._now(), session="", draft=False))
            return entries

        if wanted:
            self._notes.observations.change(change)
            self.witness("share", snapshot.id)

    def _written(self, entries: Sequence[Observation], snapshot: Snapshot, item: str, *, internal: bool) -> str:
        key = (snapshot.id, item, self.by)
        there = last_entry([one for one in entries if one.draft != internal], key)
        if there is None and not internal:
            there = last_entry(self._notes.observations.all(), key)
        return there.text if there is not None else ""

    # -- one's own levels ----------------------------------------------------------------------------------------------

    def judgements(self, snapshot: Snapshot) -> list[Judgement]:
        """The specialists' own levels on a snapshot that stand; one that its item does not have says nothing."""
        return self._standing_judgements(self._internal.judgements.all(), snapshot)

    def judgement(self, snapshot: Snapshot, item: str) -> Judgement | None:
        """One's own level on an item, as it stands."""
        return self._judged(self._internal.judgements.all(), snapshot, item)

    def judge(self, snapshot: Snapshot, item: str, level: Level | Edit[Level | None] | None, reason: str | Edit[str]) -> None:
        """Give one's own level on an item, with a reason; None takes it back.

        Raises:
            OffScaleError: the item has no such level.
            ChangedMeanwhileError: it was changed in another window of the same account since it was looked at.
            StoreError: it could not be saved.
        """
        questionnaire = self.questionnaire_for(snapshot.questionnaire)

        from dxcheck.casework import off_scale  # not needed for the first frame

        def change(entries: list[Judgement]) -> list[Judgement]:
            there = self._judged(entries, snapshot, item)
            made = settled(level, there.level if there else None)
            off_scale.check(questionnaire, item, made)
            why = cleaned(settled(reason, there.reason if there else "")) if made is not None else ""
            return with_entry(entries, Judgement(snapshot.id, item, made, why, self._now(), self.by, self.session))

        self._internal.judgements.change(change)

    def calibration(self) -> list[tuple[Snapshot, dict[str, JudgementGap]]]:
        """The gap between specialists and self-assessment by dimension, for each snapshot that was judged, the oldest first."""
        from dxcheck.casework.calibration import gaps  # not needed for the first frame

        entries = self._internal.judgements.all()
        judged = [(one, self._standing_judgements(entries, one)) for one in self.standing()]
        found = [(one, gaps(one, levels, self.questionnaire_for(one.questionnaire))) for one, levels in judged if levels]
        return [(snapshot, made) for snapshot, made in found if made]

    def judged_answers(self, in_force: Questionnaire, text: Callable[[Snapshot], Questionnaire]) -> list[JudgedAnswer]:
        """Every specialist's level beside an answer that stands, on items that the questionnaire in force still asks in the same words.

        Args:
            in_force: the questionnaire.
            text: what a snapshot answered, from whoever has read it already.

        Raises:
            StoreError: something cannot be read.
        """
        entries = current(self._internal.judgements.all())
        judged = dict.fromkeys(one.snapshot for one in entries)
        if not judged:
            return []
        there = self._submitted.pick(self.questionnaire_id, *(partial(_of_id, one) for one in judged))
        from dxcheck.casework.agreement import judged_answers  # not needed for the first frame

        town = self.municipality.code
        return [found for one in there if one is not None for found in judged_answers(town, one, entries, text(one), in_force)]

    def _judged(self, entries: Sequence[Judgement], snapshot: Snapshot, item: str) -> Judgement | None:
        mine = self._standing_judgements(entries, snapshot)
        return next((one for one in mine if (one.item, one.by) == (item, self.by)), None)

    def _standing_judgements(self, entries: Sequence[Judgement], snapshot: Snapshot) -> list[Judgement]:
        about = [one for one in current(entries) if one.snapshot == snapshot.id]
        if not about:
            return []
        questionnaire = self.questionnaire_for(snapshot.questionnaire)
        from dxcheck.casework import off_scale

        return [one for one in about if one.level is None or off_scale.has_level(questionnaire, one.item, one.level)]

    # -- giving back ---------------------------------------------------------------------------------------------------

    def last_return(self, snapshot: Snapshot) -> Returned | None:
        """The return of a snapshot that was made last."""
        return last_return(self._notes.returns.all(), snapshot)

    def give_back(self, snapshot: Snapshot, reason: str, items: Sequence[str], known: Returned | None = None) -> Returned:
        """Give a snapshot back to be looked at once more.

        Args:
            snapshot: which.
            reason: for the municipality.
            items: those concerned.
            known: the return that stood when the reason was written; it makes room, and only it.

        Raises:
            ValueError: no reason was given.
            ReturnedMeanwhileError: somebody else gave it back since then.
            StoreError: it could not be saved.
        """
        if not cleaned(reason):
            raise ValueError(snapshot.id)
        made = Returned(snapshot.id, cleaned(reason), tuple(items), self._now(), self.by)

        def change(returns: list[Returned]) -> list[Returned]:
            there = last_return(returns, snapshot)
            if there is not None and there != known:
                raise ReturnedMeanwhileError(there)
            return [*returns, made]

        self._notes.returns.change(change)
        self.witness("return", snapshot.id)
        return made

    def withdraw_return(self, one: Returned) -> bool:
        """Take one's own return back, as if it had not been made; False if it is another one's, or does not stand as it was read.

        Raises:
            StoreError: it could not be saved.
        """
        if one.by != self.by or one.withdrawn_at is not None:
            return False
        made = msgspec.structs.replace(one, withdrawn_at=self._now())
        is_there = self._replace_return(one, made)
        if is_there:
            self.witness("return-withdrawn", one.snapshot)
        return is_there


def _of_id(snapshot_id: str, heads: Sequence[Candidate]) -> Candidate | None:
    """The one of this id, where it stands."""
    return next((one for one in heads if one.id == snapshot_id), None)
