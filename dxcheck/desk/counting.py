"""What counts for the averages of a cycle: of every municipality, what it had submitted in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.assessment.change import changes_between
from dxcheck.benchmark.contribution import change_values, contribution, submitted_on
from dxcheck.benchmark.contribution import latest as newest_of
from dxcheck.i18n import _
from dxcheck.store.errors import NoAnswerError, StoreError
from dxcheck.store.many import all_snapshots_in
from dxcheck.system.progress import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from dxcheck.benchmark.contribution import Contribution
    from dxcheck.desk.comparison import Comparing
    from dxcheck.desk.prefecture import PrefectureSetting
    from dxcheck.model.calendar import Cycle
    from dxcheck.model.roster import Municipality
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire import Questionnaire


class WhatCounts:
    """For one questionnaire.

    Args:
        setting: where everything lies.
        comparing: who was there in which cycle.
    """

    def __init__(self, setting: PrefectureSetting, comparing: Comparing) -> None:
        self._setting, self._comparing = setting, comparing
        self._questionnaire_id = setting.every_desk.questionnaire_id

    def read(self, cycle: Cycle) -> tuple[dict[Municipality, list[Snapshot]], dict[str, str]]:
        """The questionnaire's snapshots of every municipality of a cycle and of those that were before, and what could not be read."""
        succession = self._setting.roster.succession
        every = (*(one.municipality for one in succession.all() if not one.is_same), *self._comparing.then(cycle))
        read: dict[Municipality, list[Snapshot]] = {}
        unreadable: dict[str, str] = {}
        kept = {succession.kept_under(one.code): one for one in every}
        each = all_snapshots_in([self._setting.folder.submitted(code) for code in kept], self._questionnaire_id)
        for municipality, found in zip(counted(kept.values(), _("市町の診断結果を読んでいます")), each, strict=True):
            if isinstance(found, NoAnswerError):
                raise found
            if isinstance(found, StoreError):
                unreadable[municipality.code] = str(found)
            else:
                read[municipality] = found
        return read, unreadable

    def latest(self, read: dict[Municipality, list[Snapshot]], cycle: Cycle, closing: dt.date) -> dict[str, Snapshot]:
        """What stands for each municipality of a cycle.

        By the code that it first submitted under: a code that changed is no newcomer to the averages, and nobody leaves them by it.
        """
        kept_under = self._setting.roster.succession.kept_under
        there = {kept_under(one.code) for one in self._comparing.then(cycle)}
        newest = {
            snapshots[0].municipality: newest_of(snapshots, self._questionnaire_id, cycle, closing)
            for one, snapshots in read.items()
            if snapshots and kept_under(one.code) in there
        }
        return {code: snapshot for code, snapshot in newest.items() if snapshot is not None}

    def changes(
        self, then: Mapping[str, Snapshot], now: Mapping[str, Snapshot], counted: Mapping[str, Contribution]
    ) -> dict[str, dict[str, float]]:
        """How far the figures of those came that submitted in between, by municipality code and figure key."""
        made = {}
        for code, after in now.items():
            before = then.get(code)
            if before is not None and before.id != after.id and code in counted:
                texts = self._setting.text(before.questionnaire), self._setting.text(after.questionnaire)
                made[code] = change_values(changes_between(before.answers, texts[0], after.answers, texts[1]), texts[1])
        return made

    def contributions(
        self, read: dict[Municipality, list[Snapshot]], newest: Questionnaire, closing: dt.date, unreadable: dict[str, str]
    ) -> dict[str, Contribution]:
        """Every snapshot submitted by the closing day, by its id. A text that is missing makes its municipality unreadable."""
        texts: dict[str, Questionnaire] = {newest.hash: newest}
        used: list[tuple[Municipality, Snapshot]] = []
        for municipality, snapshots in read.items():
            for snapshot in snapshots:
                if submitted_on(snapshot) > closing:
                    continue
                try:
                    texts.setdefault(snapshot.questionnaire.hash, self._setting.text(snapshot.questionnaire))
                except NoAnswerError:
                    raise
                except StoreError as problem:
                    unreadable[municipality.code] = str(problem)
                    continue
                used.append((municipality, snapshot))
        versions = [*sorted((q for q in texts.values() if q is not newest), key=lambda q: (q.valid_from, q.version)), newest]
        each = counted(used, _("平均のもとを計算しています"))
        return {snapshot.id: contribution(snapshot, municipality.type, versions) for municipality, snapshot in each}
