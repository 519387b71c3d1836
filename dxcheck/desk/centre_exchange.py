"""受け渡し at the centre: what municipalities without a connection bring is taken in, and they are given back what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.desk.arrival import arrived, averages_beside, refuse_other_data, refuse_what_is_not_for, take_snapshots
from dxcheck.formats.exchange import ExchangeDocument, ExchangeFileError
from dxcheck.i18n import _, _n

if TYPE_CHECKING:
    from dxcheck.benchmark.model import Benchmark
    from dxcheck.desk.arrival import Arrival
    from dxcheck.desk.prefecture import PrefectureSetting
    from dxcheck.model.roster import Municipality
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.store.repository import MunicipalityRepository


class CentreExchange:
    """Files of municipalities, taken in and answered. A draft in one is never read here: it is the municipality's own."""

    def __init__(self, setting: PrefectureSetting) -> None:
        self._folder, self._roster, self._text = setting.folder, setting.roster, setting.text
        self._is_demo, self._now, self._witness = setting.every_desk.is_demo, setting.every_desk.now, setting.every_desk.witness
        self._benchmarks = setting.folder.benchmarks(setting.roster.prefecture.code)

    def arrival(self, document: ExchangeDocument) -> Arrival:
        """What a municipality's file would bring; nothing is changed.

        Raises:
            ExchangeFileError: it cannot be taken in here.
            StoreError: what is here cannot be read.
        """
        found = arrived(document, self._of(document), self._text)
        if document.draft is None:
            return found
        n = sum(one.is_answered for one in document.draft.answers.values())
        left = _n(
            "下書き（回答{n}問）も入っていますが、取り込みません。下書きを取り込めるのは、その市町の方だけです。",
            "下書き（回答{n}問）も入っていますが、取り込みません。下書きを取り込めるのは、その市町の方だけです。",
            n,
        )
        return found._replace(draft_left=left)

    def take(self, document: ExchangeDocument) -> tuple[Snapshot, ...]:
        """Take in what is new by now; those that were added.

        Raises:
            ExchangeFileError: it cannot be taken in here.
            StoreError: nothing was added.
        """
        added = take_snapshots(document, self._of(document), self._text)
        if added:
            self._witness("exchange-in", f"{document.municipality} {len(added)}")
        return added

    def _of(self, document: ExchangeDocument) -> MunicipalityRepository:
        town = self._roster.by_code(document.municipality)
        if town is not None and town.code != document.municipality:
            raise ExchangeFileError(
                _(
                    "{name}の団体コードは {code} に変わっています。市町のdxcheckの市町一覧を新しくして、もう一度つくってもらってください。",
                    name=document.name,
                    code=town.code,
                )
            )
        refuse_what_is_not_for(document, town, is_demo=self._is_demo, now=self._now())
        return self._folder.repository(document.municipality)

    def reply(self, municipality: Municipality) -> ExchangeDocument:
        """What a municipality is given back: the published averages, as everybody may read them, and which of its snapshots arrived.

        Raises:
            StoreError: they cannot be read.
        """
        there = self._folder.repository(municipality.code).every_snapshot()
        return ExchangeDocument(
            to="municipality",
            demo=self._is_demo,
            municipality=municipality.code,
            name=municipality.name,
            made_at=self._now(),
            averages=tuple(self._benchmarks.all()),
            received=tuple(one.id for one in there),
        )

    def refuse_reply(self, document: ExchangeDocument) -> None:
        """Whether a file that the centre wrote may be taken in here.

        Raises:
            ExchangeFileError: it may not.
        """
        if document.to != "municipality":
            raise ExchangeFileError(_("市町が書き出したファイルです。センターから届いたものを指定してください。何も取り込んでいません。"))
        refuse_other_data(document, is_demo=self._is_demo)
        if self._roster.by_code(document.municipality) is None:
            raise ExchangeFileError(_("ほかの都道府県のファイルです（団体コード {code}）。", code=document.municipality))

    def averages_in(self, document: ExchangeDocument) -> tuple[list[Benchmark], list[Benchmark]]:
        """Which averages of a file are new here, and which are other than those that are here; neither is changed.

        Raises:
            ExchangeFileError: it is not for here.
            StoreError: what is here cannot be read.
        """
        self.refuse_reply(document)
        return averages_beside(document, self._benchmarks.all())
