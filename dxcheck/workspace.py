"""Where dxcheck works: the data folder, the roster and the questionnaires in use, and from them a desk for one municipality.

Only the command line (and later the server) holds a `Workspace`; a screen gets the desk alone.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dxcheck.desk.setting import Setting, unseen
from dxcheck.i18n import _
from dxcheck.model import calendar
from dxcheck.model.roster import Municipality, Roster, load_roster
from dxcheck.questionnaire import Library, UnknownQuestionnaireError, shipped_folder
from dxcheck.store.folder import DataFolder
from dxcheck.store.inheritance import Predecessor

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from dxcheck.desk.accounts import AccountsDesk
    from dxcheck.desk.camps import CampsDesk
    from dxcheck.desk.centre import CentreDesk
    from dxcheck.desk.open_facts import OpenFactsDesk
    from dxcheck.desk.reminders import RemindersDesk
    from dxcheck.desk.section import SectionDesk
    from dxcheck.desk.specialist import SpecialistDesk
    from dxcheck.desk.staff import StaffDesk
    from dxcheck.model.snapshot import QuestionnaireRef
    from dxcheck.model.succession import Succession
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.store.schedule import ScheduleRepository
    from dxcheck.store.shelf import Address
    from dxcheck.store.submitted import SubmittedRepository

QUESTIONNAIRE: Final = "ehime-dx"
"""The questionnaire that is in use unless another one is chosen for the folder (`dxcheck questionnaire use`) or named (`--questionnaire`)."""


class Workspace:
    """A data folder with its roster and its questionnaires."""

    def __init__(self, folder: DataFolder, roster: Roster, library: Library, questionnaire_id: str = QUESTIONNAIRE) -> None:
        self.folder = folder
        self.roster = roster
        self.succession = roster.succession
        """The roster's municipalities of today and of then."""
        self.library = library
        self.questionnaire_id = questionnaire_id
        """The questionnaire that desks look at."""
        self.witness: Callable[[str, str], None] = unseen
        """Told by the desks what is done at them."""

    @classmethod
    def open(cls, data: Address, roster: Path | None = None, *, questionnaire_id: str = "", create: bool = True) -> Workspace:
        """Open a data folder, or what is in a database.

        The roster is, in this order: the file given, `roster.toml` in the data folder, the one of Ehime. Questionnaires are those that come with
        dxcheck and the TOML files in the data folder's `questionnaires/`. The one that desks look at is, in this order: the one named here,
        the one in use in the folder, the one that comes with dxcheck.

        Raises:
            StoreError: the folder cannot be used.
            FaultyFileError: the roster has faults.
        """
        if isinstance(data, Path):
            data = data.absolute()  # said on the home screen, so that people find their files
        folder = DataFolder.open(data, create=create)
        local = folder.settings_folder / "roster.toml"
        chosen = load_roster(roster or (local if local.is_file() else None))
        folder.inherit(partial(_left_by, chosen.succession))
        library = Library([shipped_folder(), folder.questionnaire_folder])
        return cls(folder, chosen, library, questionnaire_id or folder.questionnaire or QUESTIONNAIRE)

    @property
    def home(self) -> Municipality | None:
        """The municipality this folder opens with, if one was chosen."""
        return self.roster.by_code(self.folder.home)

    def text(self, ref: QuestionnaireRef) -> Questionnaire:
        """The text of a questionnaire that was answered or published.

        Raises:
            StoreError: it is neither shipped any more nor kept in the data folder.
        """
        shipped = self.library.version(ref.id, ref.version)
        if shipped is not None and shipped.hash == ref.hash:
            return shipped
        return self.folder.repository(self.roster.municipalities[0].code).questionnaire(ref)

    def staff_desk(self, municipality: Municipality, *, post: str = "", now: Callable[[], dt.datetime] = calendar.now) -> StaffDesk:
        """The desk of a municipality's staff."""
        from dxcheck.desk.staff import StaffDesk  # the others need none of it

        return StaffDesk(
            municipality,
            self.folder.repository(municipality.code),
            self.folder.shared_notes(municipality.code),
            self._setting(now, municipality),
            post=post,
        )

    def asked_of(self, municipality: Municipality, post: str) -> list[str]:
        """The ids of what a post is asked, as the planning section wrote its name; what is over stays as long as it was handed back.

        Raises:
            StoreError: there are asks, and none can be read.
        """
        from dxcheck.model.account import plain_name  # only a section is asked

        wanted = plain_name(post)
        every = self.folder.ask_heads(municipality.code).every()
        return [one.id for one in every if plain_name(one.post) == wanted and (one.state != "ended" or one.was_handed)]

    def section_desk(
        self, municipality: Municipality, post: str, asks: Sequence[str], *, now: Callable[[], dt.datetime] = calendar.now
    ) -> SectionDesk:
        """The desk of a section that is asked something.

        Args:
            municipality: whose section.
            post: its name.
            asks: the ids of what it is asked; nothing else can be reached from there.
            now: the clock.
        """
        from dxcheck.desk.section import SectionDesk  # staff need none of it

        setting = Setting(
            library=self.library,
            questionnaire_id=self.questionnaire_id,
            in_use=self.in_use,
            data_folder=self.folder.path,
            is_demo=self.folder.is_demo,
            now=now,
            schedule=self.schedule.known,
            witness=self.witness,
        )
        documents = [self.folder.ask(municipality.code, one) for one in asks]
        none = self.folder.ask(municipality.code, "0" * 16)
        return SectionDesk(municipality, post, documents, none, self.folder.texts(), setting, self.folder.new_asks)

    @property
    def in_use(self) -> str:
        """The id of the questionnaire in use in this folder, whichever is looked at now."""
        return self.folder.questionnaire or QUESTIONNAIRE

    def _setting(self, now: Callable[[], dt.datetime], municipality: Municipality | None = None) -> Setting:
        """What is the same at every desk, and who merged in a municipality.

        Raises:
            UnknownQuestionnaireError: there is no questionnaire with the id that was chosen: said here, before anything is on a screen.
        """
        # The one that comes with dxcheck is there: the start need not wait for every questionnaire to be read.
        if self.questionnaire_id != QUESTIONNAIRE:
            self.check_questionnaire(now().date())
        return Setting(
            library=self.library,
            questionnaire_id=self.questionnaire_id,
            in_use=self.in_use,
            data_folder=self.folder.path,
            benchmarks=self.folder.published(self.roster.prefecture.code),
            is_demo=self.folder.is_demo,
            now=now,
            schedule=self.schedule.known,
            predecessors=() if municipality is None else self._predecessors(municipality.code),
            witness=self.witness,
        )

    def _predecessors(self, code: str) -> tuple[tuple[Municipality, SubmittedRepository], ...]:
        """Those that merged in a municipality, with what they had submitted."""
        succession = self.succession
        merged = (one.municipality for one in succession.merged_into(code))
        return tuple((one, self.folder.submitted(succession.kept_under(one.code))) for one in merged)

    def codes_behind(self, code: str) -> set[str]:
        """The codes of those whose documents a municipality's desk reads beside its own: predecessors, and theirs."""

        def before(left: tuple[Predecessor, ...]) -> set[str]:
            return {one.code for one in left}.union(*(before(one.before) for one in left))

        merged = {self.succession.kept_under(one.municipality.code) for one in self.succession.merged_into(code)}
        behind = merged | before(_left_by(self.succession, code))
        return behind.union(*(before(_left_by(self.succession, one)) for one in merged)) - {code}

    def check_questionnaire(self, day: dt.date) -> None:
        """Whether the one to look at is there.

        Raises:
            UnknownQuestionnaireError: it is not; the message says who chose it, and what there is.
        """
        try:
            self.library.in_force(self.questionnaire_id, day)
        except UnknownQuestionnaireError as unknown:
            advice = (
                _("このフォルダーでは、この診断票を使うことになっています。dxcheck questionnaire use で決め直せます。")
                if self.questionnaire_id == self.folder.questionnaire
                else _("--questionnaire か環境変数 DXCHECK_QUESTIONNAIRE の指定を確かめてください。")
            )
            raise UnknownQuestionnaireError(f"{unknown}\n{advice}") from unknown

    @property
    def schedule(self) -> ScheduleRepository:
        """What the centre decided about cycles."""
        return self.folder.schedule(self.roster.prefecture.code)

    def specialist_desk(
        self,
        name: str,
        municipalities: Sequence[str],
        fields: Sequence[str],
        *,
        has_account: bool = False,
        now: Callable[[], dt.datetime] = calendar.now,
    ) -> SpecialistDesk:
        """The desk of a specialist: the municipalities assigned to their account, no other.

        Args:
            name: the account's, or what stands for one beside what is noted.
            municipalities: their codes.
            fields: the specialist's own.
            has_account: whether there is an account of this name; then it is asked before every write whether it still has the municipality.
            now: the clock.
        """
        from dxcheck.desk.assignment import Assignment  # staff need none of it
        from dxcheck.desk.case import CaseDesk  # staff need none of it
        from dxcheck.desk.specialist import SpecialistDesk

        own = frozenset(fields)
        theirs = {one.code for code in municipalities if (one := self.succession.today(code)) is not None}
        account = self.folder.own_account(self.roster.prefecture.code, name) if has_account else None

        def allowed(municipality: Municipality) -> Callable[[], None] | None:
            return Assignment(account, municipality, self.succession).check if account is not None else None

        cases = {
            municipality.code: CaseDesk(
                municipality,
                self.folder.submitted(municipality.code, allowed(municipality)),
                self.folder.shared_notes(municipality.code, allowed(municipality)),
                self.folder.internal_notes(municipality.code, allowed(municipality)),
                self._setting(now, municipality),
                by=name,
                fields=own,
            )
            for municipality in self.roster.municipalities
            if municipality.code in theirs
        }
        return SpecialistDesk(name, own, cases, self._setting(now))

    def accounts_desk(self, *, now: Callable[[], dt.datetime] = calendar.now) -> AccountsDesk:
        """Who may log in from a browser."""
        from dxcheck.desk.accounts import AccountsDesk  # staff need none of it

        def fields() -> dict[str, str]:
            current = self.library.current(self.questionnaire_id, now().date())
            return {field.id: str(field.title) for field in current.fields} if current else {}

        return AccountsDesk(self.folder.accounts(self.roster.prefecture.code), self.roster, fields, now, self.witness)

    def facts_desk(self) -> OpenFactsDesk:
        """Open facts of published surveys, for the centre."""
        from dxcheck.desk.open_facts import OpenFactsDesk  # staff need none of it

        return OpenFactsDesk(self.folder.shared_notes, self.roster, self.witness)

    def centre_desk(self, name: str = "", *, now: Callable[[], dt.datetime] = calendar.now) -> CentreDesk:
        """The desk of the support centre, which sees all municipalities.

        Args:
            name: who sits there: a post, written beside what they note.
            now: the clock.
        """
        from dxcheck.desk.centre import CentreDesk, Parts  # staff need none of it
        from dxcheck.desk.cycles import CyclesDesk
        from dxcheck.desk.prefecture import PrefectureSetting

        setting = PrefectureSetting(self._setting(now), self.folder, self.roster, self.text)
        every = [municipality.code for municipality in self.roster.municipalities]
        cases = self.specialist_desk(name, every, (), now=now)
        published = self.folder.benchmarks(self.roster.prefecture.code)
        cycles = CyclesDesk(self.schedule, published, now, name, self.witness)

        def camps() -> CampsDesk:
            from dxcheck.desk.camps import CampsDesk  # only for its screens

            return CampsDesk(self.folder.camps(self.roster.prefecture.code), now, name, self.witness)

        return CentreDesk(setting, Parts(cases, partial(self.accounts_desk, now=now), cycles, camps))

    def reminders_desk(self, *, now: Callable[[], dt.datetime] = calendar.now) -> RemindersDesk:
        """What is due to be reminded of by mail; on this machine alone."""
        from dxcheck.desk.comparison import Comparing  # staff need none of it
        from dxcheck.desk.prefecture import PrefectureSetting
        from dxcheck.desk.reminders import RemindersDesk

        setting = PrefectureSetting(self._setting(now), self.folder, self.roster, self.text)
        return RemindersDesk(setting, Comparing(setting))


def _left_by(succession: Succession, code: str) -> tuple[Predecessor, ...]:
    """Whose documents go on under a code."""
    return tuple(
        Predecessor(one.municipality.code, one.municipality.name, one.until, one.is_same, _left_by(succession, one.municipality.code))
        for one in succession.left_to(code)
        if one.until is not None
    )
