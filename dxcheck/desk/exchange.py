"""受け渡し at the desk of a municipality: what it hands to the centre without a connection, and what of its own comes back to another folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.desk.sheets import SheetDesk
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Collection

    from dxcheck.assessment.answer_sheet import SheetField
    from dxcheck.benchmark.model import Benchmark
    from dxcheck.desk.arrival import Arrival, TakenArrival
    from dxcheck.formats.exchange import ExchangeDocument
    from dxcheck.model.snapshot import Snapshot


class ExchangeDesk(SheetDesk):
    """Write what was submitted into a file, and take in such a file of the same municipality."""

    def exchange_out(self, *, with_draft: bool = False) -> ExchangeDocument:
        """Everything that was submitted, of whatever questionnaire.

        Args:
            with_draft: also the answers in progress of the questionnaire looked at; whoever has the file can read them.

        Raises:
            StoreError: it cannot be read.
        """
        from dxcheck.formats.exchange import ExchangeDocument  # not needed before the first frame

        draft = self.draft() if with_draft else None
        if draft is not None:  # where people looked, and what they replaced, goes nowhere else
            draft = msgspec.structs.replace(draft, history=(), positions={}, confirmed=None, asked_back=())
        return ExchangeDocument(
            to="centre",
            demo=self.is_demo,
            municipality=self.municipality.code,
            name=self.municipality.name,
            made_at=self._now(),
            snapshots=tuple(self._repository.every_snapshot()),
            draft=draft,
        )

    def arrival(self, document: ExchangeDocument) -> Arrival:
        """What a file of this municipality would bring; nothing is changed.

        Raises:
            ExchangeFileError: it is not for here.
            StoreError: what is here cannot be read.
        """
        from dxcheck.desk.arrival import arrived, draft_findings, refuse_what_is_not_for  # not needed before the first frame

        refuse_what_is_not_for(document, self.municipality, is_demo=self.is_demo, now=self._now())
        found = arrived(document, self._repository, self.questionnaire_for)
        if document.draft is None:
            return found
        known = self._known()
        if document.draft.questionnaire.hash != known.questionnaire.hash:
            left = _("ファイルの下書きは、いま見ている診断票か版と違うので取り込みません。")
            return found._replace(draft_left=left)
        return found._replace(draft=draft_findings(document.draft, known))

    def take_arrival(self, arrival: Arrival, theirs: Collection[tuple[str, SheetField]] = ()) -> TakenArrival:
        """Take in what is new. The draft's answers come in one step, which is taken back as a sheet's is; what was submitted stays.

        Args:
            arrival: as a person looked at it.
            theirs: the conflicts of the draft in which the file's answer is taken.

        Raises:
            ExchangeFileError: what it answers is not known here.
            OtherDraftError: the draft is of another version by now.
            StoreError: it could not be saved.
        """
        from dxcheck.desk.arrival import TakenArrival, take_snapshots

        added = take_snapshots(arrival.document, self._repository, self.questionnaire_for)
        if added:
            self.witness("exchange-in", f"{self.municipality.code} {len(added)}")
        return TakenArrival(added, self.take_in(arrival.draft, theirs) if arrival.draft is not None and arrival.draft.found else None)

    def every_snapshot(self) -> list[Snapshot]:
        """What was submitted of all questionnaires.

        Raises:
            StoreError: it cannot be read.
        """
        return self._repository.every_snapshot()

    def averages_in(self, document: ExchangeDocument) -> tuple[list[Benchmark], list[Benchmark]]:
        """Which averages of the centre's file are not here, and which are other than those that are.

        Raises:
            ExchangeFileError: it is another municipality's.
            StoreError: what is here cannot be read.
        """
        from dxcheck.desk.arrival import averages_beside, others, refuse_other_data

        refuse_other_data(document, is_demo=self.is_demo)
        if document.municipality != self.municipality.code:
            raise others(document)
        return averages_beside(document, self._benchmarks() if self._benchmarks is not None else [])
