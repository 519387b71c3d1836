"""The support centre's desk (センター): reads every municipality's snapshots, publishes the averages."""

from __future__ import annotations

import secrets
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from dxcheck.benchmark.complete import begins_after, since_the_beginning, what_is_missing, what_to_leave_behind
from dxcheck.benchmark.noise import KEY_BYTES, Noise
from dxcheck.desk.comparison import Comparing
from dxcheck.desk.setting import instruments_of
from dxcheck.i18n import _
from dxcheck.store.benchmarks import entries_of
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.benchmark.model import Beginning, Benchmark, LedgerEntry, Rule
    from dxcheck.desk.accounts import AccountsDesk
    from dxcheck.desk.camps import CampsDesk
    from dxcheck.desk.centre_exchange import CentreExchange
    from dxcheck.desk.cycles import CyclesDesk
    from dxcheck.desk.instruments import Instruments
    from dxcheck.desk.prefecture import PrefectureSetting
    from dxcheck.desk.preview import Preview
    from dxcheck.desk.specialist import SpecialistDesk
    from dxcheck.model.account import Account
    from dxcheck.model.calendar import Cycle
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.store.searches import SavedSearchRepository


class NotPublishableError(DxcheckError, ValueError):
    """A cycle cannot be published now; the message says why and what to do."""


class Parts(NamedTuple):
    """What else the centre's desk reaches."""

    cases: SpecialistDesk
    """Each municipality for itself, as its specialists see it."""
    accounts: Callable[[], AccountsDesk]
    """Gives the desk of those who may log in."""
    cycles: CyclesDesk
    """Until when each cycle takes in answers."""
    camps: Callable[[], CampsDesk]
    """Gives the desk of camps, and of who agreed to tell others."""


class CentreDesk:
    """The desk of the support centre."""

    def __init__(self, setting: PrefectureSetting, parts: Parts) -> None:
        self._folder, self._roster, self._text = setting.folder, setting.roster, setting.text
        every = setting.every_desk
        self._library, self._now, self._witness = every.library, every.now, every.witness
        self.questionnaire_id = every.questionnaire_id
        """Which questionnaire is looked at here, whatever its version."""
        self._setting = setting
        self.comparing = Comparing(setting)
        """All municipalities side by side."""
        self.cases, self._accounts, self.cycles, self._camps = parts
        code = setting.roster.prefecture.code
        self._benchmarks = setting.folder.benchmarks(code)
        self._ledger = setting.folder.ledger(code)
        self._key = setting.folder.secret_key(code)

    @cached_property
    def accounts(self) -> AccountsDesk:
        """Who may log in."""
        return self._accounts()

    @cached_property
    def camps(self) -> CampsDesk:
        """Camps, and who agreed to tell others."""
        return self._camps()

    @cached_property
    def exchange(self) -> CentreExchange:
        """What municipalities without a connection bring and are given."""
        from dxcheck.desk.centre_exchange import CentreExchange  # not needed for the first frame

        return CentreExchange(self._setting)

    @cached_property
    def finders(self) -> SavedSearchRepository:
        """Saved searches."""
        return self._folder.finders(self._roster.prefecture.code)

    @property
    def prefecture(self) -> str:
        """Its name in the language in use."""
        return str(self._roster.prefecture)

    @property
    def instruments(self) -> Instruments:
        """The questionnaires that there are here, and which of them this desk looks at."""
        return instruments_of(self._setting.every_desk)

    def looking_at(self, questionnaire_id: str) -> CentreDesk:
        """The same desk for another questionnaire."""
        every = self._setting.every_desk
        every = every._replace(questionnaire_id=questionnaire_id, in_use=self._folder.questionnaire or every.in_use)
        return CentreDesk(
            replace(self._setting, every_desk=every),
            Parts(self.cases.looking_at(questionnaire_id), self._accounts, self.cycles, self._camps),
        )

    def put_in_use(self) -> None:
        """Make the questionnaire looked at here the one in use in the folder: every desk opened from now on looks at it, unless another is chosen there.

        Raises:
            StoreError: it could not be saved.
        """
        self._folder.set_questionnaire(self.questionnaire_id)
        self._witness("questionnaire-in-use", self.questionnaire_id)

    @property
    def last_closed(self) -> Cycle:
        """The newest cycle whose closing day is over.

        Raises:
            StoreError: the centre's decisions about cycles cannot be read.
        """
        return self.cycles.schedule().last_closed(self._now().date())

    def benchmarks(self) -> list[Benchmark]:
        """The published benchmarks of the questionnaire looked at, the oldest cycle first."""
        return [one for one in self._benchmarks.all() if one.questionnaire.id == self.questionnaire_id]

    def text_of(self, benchmark: Benchmark) -> Questionnaire:
        """The questionnaire a benchmark is about.

        Raises:
            StoreError: it is neither shipped any more nor kept.
        """
        return self._text(benchmark.questionnaire)

    def ledger(self) -> list[LedgerEntry]:
        """What was published here of the questionnaire looked at, the oldest first."""
        return entries_of(self._ledger.entries(), self.questionnaire_id)

    def specialists(self) -> list[Account]:
        """The specialists who can be sent somewhere.

        Raises:
            StoreError: the accounts cannot be read.
        """
        return [account for account in self.accounts.all() if account.role == "specialist" and not account.disabled]

    def rule(self) -> Rule:
        """The numbers of the disclosure rule, made stricter by `disclosure.toml` in the data folder if it is there.

        Raises:
            FaultyFileError: the file cannot be read, or a number is weaker than the least.
        """
        from dxcheck.desk.disclosure import read_rule

        return read_rule(self._folder.settings_folder)

    @cached_property
    def _first_key(self) -> bytes:
        """The key of the first publication, until that is made: so that a preview shows what will come out."""
        return secrets.token_bytes(KEY_BYTES)

    def _noise(self) -> Noise:
        return Noise(self._key.read() or self._first_key)

    def preview(self, cycle: Cycle) -> Preview:
        """What would be published for a closed cycle; nothing is written.

        Raises:
            NotPublishableError: it is not over yet, it or a later one is published, or the ledger or the key is not the one of what is published.
            StoreError: the ledger cannot be read.
        """
        from dxcheck.benchmark.contribution import renamed, submitted_on  # like all that publishes: not needed for the first frame
        from dxcheck.benchmark.publish import Inputs, as_if_all_had, prepare
        from dxcheck.desk.counting import WhatCounts
        from dxcheck.desk.preview import Preview
        from dxcheck.prefecture.cohort import cohort

        begun = self._ledger.beginnings()
        entries = since_the_beginning(self._ledger.entries(), begun, self.questionnaire_id)
        before = entries[-1] if entries else None
        self._check(cycle, before)
        closing = self.cycles.schedule().closing_day
        # Where the deadline lies after the half-year, a version that came into force meanwhile is the next cycle's.
        questionnaire = self._library.current(self.questionnaire_id, min(closing(cycle), cycle.closing_day))
        if questionnaire is None:
            raise NotPublishableError(_("{cycle}に使える診断票がありません。", cycle=cycle.label))
        counts = WhatCounts(self._setting, self.comparing)
        read, unreadable = counts.read(cycle)
        lost = begins_after(begun, self.questionnaire_id)
        read = {one: [snapshot for snapshot in sent if lost is None or submitted_on(snapshot) > lost] for one, sent in read.items()}
        contributions = counts.contributions(read, questionnaire, closing(cycle), unreadable)
        inputs = Inputs(
            latest={
                code: contributions[snapshot.id]
                for code, snapshot in counts.latest(read, cycle, closing(cycle)).items()
                if snapshot.id in contributions
            },
            earlier=contributions,
            unreadable=frozenset(unreadable),
        )
        old = self._text(before.benchmark.questionnaire) if before else None
        rule, at = self.rule(), self._now()
        prefecture, names = self._roster.prefecture.code, renamed(questionnaire, old) if old else None
        make = partial(prepare, cycle, questionnaire, prefecture, before=before, at=at, noise=self._noise(), rule=rule, renamed=names)
        entry = make(inputs=inputs)
        then = counts.latest(read, before.benchmark.cycle, closing(before.benchmark.cycle)) if before else {}
        earlier = {code: contributions[snapshot.id] for code, snapshot in then.items() if snapshot.id in contributions}
        changes = counts.changes(then, counts.latest(read, cycle, closing(cycle)), inputs.latest)
        progress = {key: cohort(earlier, inputs.latest, changes, key) for key in entry.decisions["all"]} if before else {}
        return Preview(
            entry,
            before,
            questionnaire,
            closing(cycle),
            len(inputs.latest),
            unreadable,
            progress,
            rule,
            lambda level: make(inputs=as_if_all_had(level, inputs)),
        )

    def publish(self, preview: Preview) -> Benchmark:
        """Publish what was previewed, once and for ever.

        Raises:
            NotPublishableError: a file could not be read, there is nothing to publish, or the last look finds something against it.
            StoreError: it could not be written, or somebody published meanwhile.
        """
        from dxcheck.benchmark.audit import doubts

        if preview.unreadable:
            raise NotPublishableError(
                _(
                    "読めないファイルがあるため、公表できません。直してから、もう一度行ってください: {codes}",
                    codes="、".join(preview.unreadable),
                )
            )
        entry = preview.entry
        if not any(entry.benchmark.figures.values()):
            raise NotPublishableError(_("公表できる平均が1つもありません。提出が増えてから、次の診断期に公表してください。"))
        self._check_complete()
        self._ledger.check_last(preview.before, entry.benchmark.questionnaire.id)
        noise = Noise(self._key.keep(self._key.read() or self._first_key))
        if entry.key != noise.fingerprint:
            raise NotPublishableError(_("下見のあとに、公表に使う鍵が変わりました。もう一度、下見からやり直してください。"))
        against = next(doubts(entry, self.ledger(), preview.replay, noise), None)
        if against is not None:
            raise NotPublishableError(
                _(
                    "公表する前の点検で、個別の市町が分かるおそれのある平均が見つかりました（{group} {key} {what}）。何も公表していません。dxcheckの開発元に知らせてください。",
                    group=against.group,
                    key=against.key,
                    what=against.what,
                )
            )
        self._ledger.add(entry, preview.before)
        self._benchmarks.add(entry.benchmark)
        self._witness("publish", str(entry.benchmark.cycle))
        return entry.benchmark

    def finish(self) -> None:
        """Put right a publication that was cut off between the ledger and the published file."""
        there = {benchmark.cycle for benchmark in self.benchmarks()}
        for entry in self.ledger():
            if entry.benchmark.cycle not in there:
                self._benchmarks.add(entry.benchmark)

    def take_in(self, benchmark: Benchmark) -> bool:
        """Add a benchmark that came as a file; False if it was there already.

        Raises:
            StoreError: the cycle has another one of the same questionnaire, or it could not be written.
        """
        is_new = self._benchmarks.add(benchmark)
        if is_new:
            self._witness("averages-taken-in", str(benchmark.cycle))
        return is_new

    def lost(self) -> Beginning:
        """What a new beginning would leave behind: benchmarks whose contributors nobody knows any more, and keys. Of neither there is any where nothing is missing.

        Raises:
            StoreError: a file cannot be read.
        """
        return self._lost(self._ledger.entries(), self._ledger.beginnings())

    def begin_anew(self) -> Beginning:
        """Publish from now on without what was lost for good: no answer that may stand in an average of before counts again.

        Raises:
            NotPublishableError: nothing is missing.
            StoreError: it could not be written.
        """

        def lost(entries: list[LedgerEntry], begun: list[Beginning]) -> Beginning:
            found = self._lost(entries, begun)
            if not (found.without or found.keys):
                raise NotPublishableError(_("公表の記録と鍵は、そろっています。新しく始める必要はありません。"))
            return found

        begun = self._ledger.begin(lost)
        self._witness("averages-begin-anew", str(len(begun.without)))
        return begun

    def _lost(self, entries: list[LedgerEntry], begun: list[Beginning]) -> Beginning:
        return what_to_leave_behind(self._benchmarks.all(), entries, self._fingerprint(), begun, self._now())

    def _fingerprint(self) -> str:
        secret = self._key.read()
        return Noise(secret).fingerprint if secret else ""

    def _check_complete(self) -> None:
        from dxcheck.benchmark.wording import how_to_find_it, what_is_missing_means

        missing = what_is_missing(self._benchmarks.all(), self._ledger.entries(), self._fingerprint(), self._ledger.beginnings())
        if missing:
            raise NotPublishableError(what_is_missing_means(missing) + how_to_find_it())

    def _check(self, cycle: Cycle, before: LedgerEntry | None) -> None:
        if cycle > self.last_closed:
            raise NotPublishableError(_("{cycle}はまだ締め切っていません。公表できるのは、終わった診断期だけです。", cycle=cycle.label))
        if any(benchmark.cycle == cycle for benchmark in self.benchmarks()):
            raise NotPublishableError(_("{cycle}の県内平均は公表済みです。公表したものは、あとから変わりません。", cycle=cycle.label))
        if before is not None and cycle < before.benchmark.cycle:
            raise NotPublishableError(
                _("{later}を公表したあとでは、それより前の{cycle}は公表できません。", later=before.benchmark.cycle.label, cycle=cycle.label)
            )
        self._check_complete()
