"""The data folder: which kind of data it holds (real or demo) and where each municipality's files are.

The marker is written with the first document, so that merely looking at a folder creates nothing.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from dxcheck.i18n import _
from dxcheck.store import derived, errors, files, layout
from dxcheck.store import marker as marking
from dxcheck.store.derived import Derived, Value
from dxcheck.store.inheritance import same_before
from dxcheck.store.marker import MARKER, FirstMark, Marker
from dxcheck.store.notes import InternalNotes, SharedNotes
from dxcheck.store.schedule import ScheduleRepository
from dxcheck.store.shelves import codes_kept, folder_of, shelf_of
from dxcheck.store.submitted import SubmittedRepository
from dxcheck.store.texts import KeptTexts

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.benchmark.model import Benchmark
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.store.accounts import AccountRepository, OwnAccount
    from dxcheck.store.ask_heads import AskHeads
    from dxcheck.store.asking import AskDocument
    from dxcheck.store.benchmarks import BenchmarkRepository, Ledger, SecretKey
    from dxcheck.store.camps import CampRepository
    from dxcheck.store.factors import FactorRepository
    from dxcheck.store.inheritance import Predecessor
    from dxcheck.store.links import LinkRepository
    from dxcheck.store.reminders import ReminderRepository
    from dxcheck.store.repository import MunicipalityRepository
    from dxcheck.store.searches import SavedSearchRepository
    from dxcheck.store.shelf import Address


class ErrandRunner(Protocol):
    """Does what this process may not do itself; see `dxcheck.web.errands`."""

    def municipalities(self) -> tuple[str, ...] | None:
        """Those of the account this process works for."""

    def keep_text(self, questionnaire: str, version: str, hash_: str) -> None:
        """Keep a questionnaire's text."""

    def put_in_use(self, questionnaire: str) -> None:
        """Choose the folder's questionnaire."""

    def make_link(self, ask: str) -> str:
        """A link to an ask, told once; those made before lead nowhere any more."""

    def end_links(self, ask: str) -> None:
        """End the links to an ask."""

    def new_asks(self) -> int:
        """How many asks came for the section this process works for, since it began."""


class DataFolder:
    """A folder with municipalities' files."""

    def __init__(self, path: Address, marker: Marker) -> None:
        self.path = path
        """Of the folder, or where the database begins."""
        self._marker = marker
        self._mark = FirstMark(path, marker)
        self._left_by: Callable[[str], tuple[Predecessor, ...]] = lambda _code: ()
        self._elsewhere: ErrandRunner | None = None

    @classmethod
    def open(cls, path: Address, *, create: bool = True) -> DataFolder:
        """Open a folder, or what is in a database; without a marker it holds real data.

        Args:
            path: the folder, or where the database begins.
            create: make the folder if it is missing.

        Raises:
            StoreError: it cannot be used.
        """
        if not isinstance(path, Path):
            return cls(path, marking.read_marker(path) or Marker())
        if path.exists() and not path.is_dir():
            raise errors.MissingFolderError(
                _("{path} はフォルダーではありません", path=path),
                _("何も書き込んでいません"),
                _("--data にはフォルダーを指定してください"),
                path,
            )
        if create:
            files.make_folder(path)
        marker = marking.read_marker(path)
        files.expect(path / MARKER, there=(path / MARKER).exists())
        return cls(path, marker or Marker())

    @classmethod
    def create_demo(cls, path: Path, home: str) -> DataFolder:
        """Make a folder a demo folder; one that is a demo already stays as it is.

        Raises:
            DemoMixError: the folder holds something else.
            StoreError: it cannot be written.
        """
        folder = cls.open(path)
        if not folder.is_demo and any(one.name != files.LOCK_FOLDER for one in path.iterdir()):
            raise errors.DemoMixError(
                _("{path} には別のデータがあるため、デモをつくれません", path=path),
                _("フォルダーには何も書き込んでいません"),
                _("空のフォルダー、または前につくったデモのフォルダーを指定してください"),
                path,
            )
        folder._change_marker(lambda _there: Marker(kind="demo", home=home))  # noqa: SLF001 - its own class
        return folder

    def inherit(self, left_by: Callable[[str], tuple[Predecessor, ...]]) -> None:
        """Let documents begin with what others left: `left_by` says of a code who. Without it every code is on its own."""
        self._left_by = left_by

    def leave_to(self, elsewhere: ErrandRunner) -> None:
        """From now on, have somebody else do what this process may not: what lies outside the folders of its desk."""
        self._elsewhere = elsewhere

    def bring_forward(self) -> None:
        """Make everything ready to be written: the marker, and what an earlier version left elsewhere.

        Raises:
            StoreError: it cannot be written; everything can be read all the same.
        """
        self._mark()

    def keep_questionnaire(self, questionnaire: Questionnaire) -> None:
        """Keep the text of a questionnaire beside the answers, once.

        Raises:
            StoreError: it could not be kept.
        """
        self.repository("").keep_questionnaire(questionnaire)

    @property
    def is_demo(self) -> bool:
        """Whether everything here is fictional."""
        return self._marker.kind == "demo"

    def check_reachable(self) -> None:
        """See whether there is an answer from the folder's disk, or from the database: something is really read.

        Raises:
            StoreError: there is none, or the folder is gone.
        """
        from dxcheck.store.accounts import ACCOUNTS  # like all that is imported below: not every first screen needs it

        shelf = shelf_of(self.path)
        shelf.check_root(self.path)
        shelf.read(layout.place(self.path, ACCOUNTS))

    @property
    def on_disk(self) -> Path:
        """The folder, for what cannot be done without one.

        Raises:
            StoreError: it is a database.
        """
        return folder_of(self.path)

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing of ours yet."""
        return not shelf_of(self.path).is_there(self.path / MARKER) and not self.municipalities()

    @property
    def home(self) -> str:
        """The code of the municipality this folder opens with; empty if none was chosen."""
        return self._marker.home

    def set_home(self, code: str) -> None:
        """Remember the municipality to open with.

        Raises:
            StoreError: it could not be saved.
        """
        self._change_marker(lambda there: msgspec.structs.replace(there, home=code))

    @property
    def questionnaire(self) -> str:
        """The id of the questionnaire in use here; empty where nobody chose one."""
        return self._marker.questionnaire

    def set_questionnaire(self, questionnaire_id: str) -> None:
        """Choose the questionnaire that every desk of this folder looks at from now on.

        Raises:
            StoreError: it could not be saved.
        """
        if self._elsewhere is not None:
            self._elsewhere.put_in_use(questionnaire_id)
            self._marker = msgspec.structs.replace(self._marker, questionnaire=questionnaire_id)
            return
        self._change_marker(lambda there: msgspec.structs.replace(there, questionnaire=questionnaire_id))

    @property
    def settings_folder(self) -> Path:
        """Where the files are that people write: roster, questionnaires, disclosure rule."""
        return shelf_of(self.path).settings_folder(self.path)

    @property
    def questionnaire_folder(self) -> Path:
        """Where this folder's own questionnaires are, and the texts of all that were answered."""
        return self.settings_folder / "questionnaires"

    def repository(self, code: str) -> MunicipalityRepository:
        """The repository of one municipality, for its staff."""
        from dxcheck.store.repository import MunicipalityRepository

        keep_text = self._elsewhere.keep_text if self._elsewhere is not None else None
        return MunicipalityRepository(
            self.path,
            code,
            demo=self.is_demo,
            before_write=self._mark,
            left_by=self._left_by(code),
            keep_text=keep_text,
            links=self._elsewhere,
        )

    def submitted(self, code: str, allowed: Callable[[], None] | None = None) -> SubmittedRepository:
        """What one municipality has submitted, without its drafts; `allowed` is asked before every write, and refuses by raising a `StoreError`."""
        return SubmittedRepository(self.path, code, demo=self.is_demo, before_write=self._before(allowed), left_by=self._left_by(code))

    def shared_notes(self, code: str, allowed: Callable[[], None] | None = None) -> SharedNotes:
        """What one municipality and its specialists write for each other; `allowed` as with `submitted`."""
        return SharedNotes(self.path, code, demo=self.is_demo, before_write=self._before(allowed), left_by=self._left_by(code))

    def internal_notes(self, code: str, allowed: Callable[[], None] | None = None) -> InternalNotes:
        """What its specialists write for themselves and the centre; `allowed` as with `submitted`."""
        return InternalNotes(self.path, code, demo=self.is_demo, before_write=self._before(allowed), left_by=self._left_by(code))

    def ask(self, code: str, ask: str) -> AskDocument:
        """One ask of a municipality's planning section, for the section that is asked."""
        from dxcheck.store.asking import AskDocument

        former = same_before(self._left_by(code))
        return AskDocument(self.path, code, ask, demo=self.is_demo, before_write=self._mark, former=former)

    def ask_heads(self, code: str) -> AskHeads:
        """Whose the asks of a municipality are and how they stand, for the server."""
        from dxcheck.store.ask_heads import AskHeads

        former = same_before(self._left_by(code))
        return AskHeads(self.path, code, demo=self.is_demo, before_write=self._mark, former=former)

    @property
    def new_asks(self) -> Callable[[], int] | None:
        """What tells how many asks came for a section since its process began; None where it can look for itself."""
        return self._elsewhere.new_asks if self._elsewhere is not None else None

    def texts(self) -> KeptTexts:
        """The texts of questionnaires that were answered."""
        return KeptTexts(self.path)

    def _before(self, allowed: Callable[[], None] | None) -> Callable[[], None]:
        mark = self._mark
        if allowed is None:
            return mark

        def before() -> None:
            allowed()
            mark()

        return before

    def derived(self, kind: type[Value]) -> Derived[Value]:
        """What was computed from municipalities' files, kept until those change."""
        return Derived(self.path, kind)

    def benchmarks(self, prefecture: str) -> BenchmarkRepository:
        """The published averages of a prefecture."""
        from dxcheck.store.benchmarks import BenchmarkRepository  # not needed for a first screen

        return BenchmarkRepository(self.path, prefecture, demo=self.is_demo, before_write=self._mark)

    def published(self, prefecture: str) -> Callable[[], list[Benchmark]]:
        """What reads the published averages of a prefecture; there is no way from it to anything else of the folder."""
        return partial(_published, self.path, prefecture, self.is_demo, self._mark)

    def ledger(self, prefecture: str) -> Ledger:
        """The centre's book of what was published."""
        from dxcheck.store.benchmarks import Ledger  # not needed for a first screen

        return Ledger(self.path, prefecture, demo=self.is_demo, before_write=self._mark)

    def secret_key(self, prefecture: str) -> SecretKey:
        """What the centre moves published figures with."""
        from dxcheck.store.benchmarks import SecretKey  # not needed for a first screen

        return SecretKey(self.path, prefecture, demo=self.is_demo, before_write=self._mark)

    def accounts(self, prefecture: str) -> AccountRepository:
        """Who may log in from a browser."""
        from dxcheck.store.accounts import AccountRepository

        return AccountRepository(self.path, prefecture, demo=self.is_demo, before_write=self._mark)

    def factors(self, prefecture: str) -> FactorRepository:
        """What beside the password lets accounts in: the server's alone, and no desk's."""
        from dxcheck.store.factors import FactorRepository  # not needed for a first screen

        return FactorRepository(self.path, prefecture, demo=self.is_demo, before_write=self._mark)

    def links(self, prefecture: str) -> LinkRepository:
        """Links for sections without an account: the server's alone, and no desk's."""
        from dxcheck.store.links import LinkRepository  # not needed for a first screen

        return LinkRepository(self.path, prefecture, demo=self.is_demo, before_write=self._mark)

    def reminders(self, prefecture: str) -> ReminderRepository:
        """Which reminders went out by mail: the server's alone, and no desk's in a session."""
        from dxcheck.store.reminders import ReminderRepository  # not needed for a first screen

        return ReminderRepository(self.path, prefecture, demo=self.is_demo, before_write=self._mark)

    def own_account(self, prefecture: str, name: str) -> OwnAccount:
        """What one specialist's account has now."""
        from dxcheck.store.accounts import OwnAccount

        ask = self._elsewhere.municipalities if self._elsewhere is not None else None
        return OwnAccount(self.path, prefecture, name, demo=self.is_demo, ask=ask)

    def finders(self, prefecture: str) -> SavedSearchRepository:
        """The centre's saved searches."""
        from dxcheck.store.searches import SavedSearchRepository  # not needed for a first screen

        return SavedSearchRepository(self.path, prefecture, demo=self.is_demo, before_write=self._mark)

    def camps(self, prefecture: str) -> CampRepository:
        """The centre's camps, and what municipalities said to telling others."""
        from dxcheck.store.camps import CampRepository  # not needed for a first screen

        return CampRepository(self.path, prefecture, demo=self.is_demo, before_write=self._mark)

    def schedule(self, prefecture: str) -> ScheduleRepository:
        """The centre's decisions about cycles."""
        return ScheduleRepository(self.path, prefecture, demo=self.is_demo, before_write=self._mark)

    def municipalities(self) -> list[str]:
        """The codes of the municipalities that have a file: submitted something, or noted a wish or an action."""
        return codes_kept(self.path, "municipality")

    def remove_demo_documents(self) -> None:
        """Remove the municipalities' files of a demo, so that it can be made afresh.

        Raises:
            DemoMixError: this is no demo.
            StoreError: a file could not be removed.
        """
        if not self.is_demo:
            raise errors.demo_mix(self.path, file_is_demo=False)
        folder = self.on_disk
        documents = [one for one in layout.every(folder, "*.json*") if layout.parse_name(one.name) is not None]
        for path in [*documents, *derived.folder_in(folder).glob("*")]:
            try:
                path.unlink()
            except OSError as problem:
                raise errors.from_os_error(problem, path) from problem

    def _change_marker(self, change: Callable[[Marker], Marker]) -> None:
        self._marker = marking.change_marker(self.path, self._marker, change)


def _published(folder: Address, prefecture: str, is_demo: bool, mark: Callable[[], None]) -> list[Benchmark]:
    from dxcheck.store.benchmarks import BenchmarkRepository  # not needed for a first screen

    return BenchmarkRepository(folder, prefecture, demo=is_demo, before_write=mark).all()
