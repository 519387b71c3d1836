"""How far each municipality is in the running cycle: many are read together, and again only once their files changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dxcheck.i18n import _
from dxcheck.model.snapshot import EMPTY, asked_items
from dxcheck.prefecture.standing import Standing, timing_of
from dxcheck.store.errors import StoreError
from dxcheck.store.many import Submissions, drafts_in, found_in
from dxcheck.store.submitted import first_at
from dxcheck.system.progress import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Sequence

    from dxcheck.desk.prefecture import PrefectureSetting
    from dxcheck.model.calendar import Cycle
    from dxcheck.model.roster import Municipality
    from dxcheck.store.repository import MunicipalityRepository


class Collected(NamedTuple):
    """The cycle that answers are collected for."""

    cycle: Cycle
    first_day: dt.date
    closing: dt.date


class Standings:
    """Reads every municipality's file and its drafts; keeps what it made of them until they change."""

    def __init__(self, setting: PrefectureSetting) -> None:
        self._folder, self._roster, self._text = setting.folder, setting.roster, setting.text
        self._questionnaire_id = setting.every_desk.questionnaire_id
        self._known: dict[str, tuple[Hashable, Standing]] = {}
        self._repositories: dict[str, MunicipalityRepository] = {}

    def draft_stamp(self) -> Hashable:
        """Changes whenever anybody saved into a draft."""
        return tuple(self._repository(one.code).draft_stamp() for one in self._roster.municipalities)

    def of(self, municipalities: Sequence[Municipality], collected: Collected) -> list[Standing]:
        """How far each is, in their order.

        Args:
            municipalities: as they are today, each once.
            collected: in which cycle.
        """
        made: dict[str, Standing] = {}
        unread: list[tuple[Municipality, Hashable]] = []
        for one in counted(municipalities, _reading()):
            repository = self._repository(one.code)
            stamp: Hashable = (collected, repository.snapshot_stamp(), repository.draft_stamp())
            known = self._known.get(one.code)
            if known is not None and known[0] == stamp:
                made[one.code] = known[1]
            else:
                unread.append((one, stamp))
        repositories = [self._repository(one.code) for one, _stamp in unread]
        each = zip(counted(unread, _reading()), found_in(repositories, self._questionnaire_id), drafts_in(repositories), strict=True)
        for (one, stamp), found, drafts in each:
            standing = self._standing(one, collected, found, drafts)
            if standing.progress != "damaged":  # looked at again each time: it may be mended
                self._known[one.code] = (stamp, standing)
            made[one.code] = standing
        return [made[one.code] for one in municipalities]

    def _repository(self, code: str) -> MunicipalityRepository:
        if code not in self._repositories:
            self._repositories[code] = self._folder.repository(code)
        return self._repositories[code]

    def _standing(
        self, municipality: Municipality, collected: Collected, found: Submissions | StoreError, drafts: Callable[[], bytes | None]
    ) -> Standing:
        try:
            if isinstance(found, StoreError):
                raise found
            finished = {one.draft for one in found.every if one.draft}
            draft = self._repository(municipality.code).draft_in(drafts(), self._questionnaire_id, finished)
            asked = asked_items(self._text(draft.questionnaire), draft.answers) if draft is not None else ()
        except StoreError as problem:
            return Standing(municipality, "damaged", problem=str(problem))
        newest = found.standing[-1] if found.standing else None
        # Not simply the newest one: with a clock that was slow it may say a day of the cycle before.
        submitted = next((head for head in reversed(found.standing) if head.cycle == collected.cycle), None)
        submitted_at = submitted.submitted_at if submitted is not None else None
        is_correction = submitted is not None and bool(submitted.supersedes)
        standing = Standing(
            municipality,
            "submitted" if submitted is not None else "none",
            submitted_at=submitted_at,
            post=newest.answered_by if newest is not None else "",
            is_correction=is_correction,
            timing=timing_of(first_at(found.every, collected.cycle) if is_correction else submitted_at, submitted_at, collected.closing),
            ahead=newest.submitted_at if submitted is None and newest is not None and newest.cycle > collected.cycle else None,
        )
        if draft is None:
            return standing
        latest = max(draft.entries.values(), key=lambda entry: entry.at, default=None)
        return standing._replace(
            progress="correcting" if submitted is not None else "draft",
            answered=sum(draft.answers.get(item.id, EMPTY).is_answered for item in asked),
            asked=len(asked),
            post=(latest.by if latest is not None else "") or standing.post,
            touched_on=draft.touched_at.date(),
            is_old=draft.touched_at.date() < collected.first_day,
        )


def _reading() -> str:
    return _("提出の状況を読んでいます")
