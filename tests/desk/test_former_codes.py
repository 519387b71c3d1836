"""A municipality's code changes: everything of it follows, and the past stays what it was. On real folders, through the desks."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from dxcheck.doctor.files import document_findings
from dxcheck.doctor.finding import Mark
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.roster import Municipality, check_digit
from dxcheck.model.snapshot import Answer, Snapshot
from dxcheck.questionnaire import shipped_folder
from dxcheck.store.errors import StoreError
from dxcheck.store.layout import every, place
from dxcheck.workspace import Workspace

JUNE = dt.datetime(2026, 6, 10, 10, 0, tzinfo=JAPAN)
OCTOBER = dt.datetime(2026, 10, 20, 10, 0, tzinfo=JAPAN)
NOVEMBER = dt.datetime(2026, 11, 20, 10, 0, tzinfo=JAPAN)
CHANGED = dt.date(2026, 11, 1)
BEFORE, DURING = Cycle(2026, 1), Cycle(2026, 2)
NEW = "38299" + str(check_digit("38299"))
KAMIJIMA, KUMAKOGEN, TOBE = "383562", "383864", "384020"
SHIPPED = (shipped_folder() / "ehime-roster.toml").read_text(encoding="utf-8")


class World:
    """A folder, whose roster changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = JUNE
        folder.mkdir(parents=True)

    def change(self, codes: tuple[str, ...], *, name: str = "新しい市", into: str = "", on: dt.date = CHANGED) -> None:
        """Let some municipalities become one."""
        there = Workspace.open(self.folder).roster
        gone = [there.by_code(code) for code in codes]
        parts = SHIPPED.split("[[municipalities]]")
        kept = [one for one in parts if not any(f'code = "{code}"' in one for code in codes)]
        absorbed = ", absorbed = true" if into else ""
        former = ", ".join(
            f'{{ code = "{one.code}", name = "{one.name}", type = "{one.type}", changed_on = {on}{absorbed}, population = {one.population} }}'
            for one in gone
            if one is not None
        )
        if into:
            kept = [one.rstrip() + f"\nformer_codes = [ {former} ]\n\n" if f'code = "{into}"' in one else one for one in kept]
        else:
            kept.append(
                f'\ncode = "{NEW}"\nname = "{name}"\nkana = "あたらしいし"\nromaji = "Atarashii"\ntype = "市"\nregion = "東予"\n'
                f"population = 40000\nformer_codes = [ {former} ]\n"
            )
        (self.folder / "roster.toml").write_text("[[municipalities]]".join(kept), encoding="utf-8")

    @property
    def workspace(self) -> Workspace:
        """The folder, opened anew."""
        return Workspace.open(self.folder)

    def town(self, name: str) -> Municipality:
        """One of today's."""
        return self.workspace.roster.find(name)

    def staff(self, name: str):
        """A desk of today's municipality."""
        return self.workspace.staff_desk(self.town(name), post="企画課", now=lambda: self.now)

    def case(self, name: str, codes: tuple[str, ...]):
        """A specialist's, who was assigned the codes."""
        return self.workspace.specialist_desk("senmonkan-1", codes, (), now=lambda: self.now).case(self.town(name))

    def centre(self):
        """The centre's."""
        return self.workspace.centre_desk("センター", now=lambda: self.now)

    def submit(self, name: str, level: int) -> Snapshot:
        """Submit everything at one level."""
        desk = self.staff(name)
        return desk.submit_answers({one.id: Answer(choice=level) for one in desk.questionnaire.items}, "企画課", "課長")

    def lines(self, cycle: Cycle) -> list[tuple[str, str, str, float | None]]:
        """The comparison of a cycle, by code: name, kind, state, mean of the whole."""
        overview = self.centre().comparing.overview(cycle)
        found = []
        for one in overview.lines:
            figure = one.figure("", "level")
            found.append((one.municipality.code, one.municipality.name, one.municipality.type, figure.value if figure else None))
        return found

    def findings(self) -> list[str]:
        """What doctor says that is not good."""
        folder = self.workspace.folder
        return [one.what for one in document_findings(folder) if one.mark != Mark.GOOD]


@pytest.fixture
def world(tmp_path: Path) -> World:
    """In June, with Ehime's twenty."""
    return World(tmp_path / "data")


def prepared(world: World, *names: str) -> None:
    """Two cycles, a draft, a visit with an internal note, actions, an observation, a wish; a specialist and an account."""
    world.submit("松山", 3)
    for level, name in enumerate(names, 1):
        first = world.submit(name, level)
        code = world.town(name).code
        case = world.case(name, (code,))
        case.observe(first, "gov-01", f"{name}への所見", internal=False)
        case.share(first, ["gov-01"])
        case.observe(first, "gov-02", f"{name}の内部", internal=True)
        visit = case.plan(world.now.date())
        case.agree(visit.id, "gov-01", 2, f"{name}の取組", "企画課", None)
        case.record(visit.id)
        world.staff(name).wishes.ask(f"{name}の相談")
    accounts = world.centre().accounts
    accounts.add("kamijima-kikaku", "staff", [world.town(names[0])])
    accounts.add("senmonkan-1", "specialist", [world.town(one) for one in names])
    world.now = OCTOBER
    for name in names:
        world.staff(name).save("mom-01", AnswerPatch(choice=4, comment=f"{name}の下書き"))


def test_a_town_that_becomes_a_city_keeps_everything_under_its_new_code(world: World) -> None:
    """町 becomes 市 in mid-cycle with a draft open: history, draft, visits, actions, observations, wish, account and assignment follow."""
    prepared(world, "上島")
    past, lines = world.staff("上島").snapshots(), world.lines(BEFORE)
    files = {one.name: one.read_bytes() for one in every(world.folder, "383562*.json*")}
    world.change((KAMIJIMA,), name="上島市")
    world.now = NOVEMBER
    desk = world.staff("上島市")
    assert desk.municipality.code == NEW
    assert desk.snapshots() == past
    draft = desk.draft()
    assert draft is not None
    assert draft.answer("mom-01").comment == "上島の下書き"
    assert [one.step for one in desk.actions()] == ["上島の取組"]
    assert [one.observation.text for one in desk.open_observations()] == ["上島への所見"]
    assert [one.text for one in desk.wishes.open()] == ["上島の相談"]
    case = world.case("上島市", (KAMIJIMA,))
    assert [one.state for one in case.visits()] == ["recorded"]
    assert [one.observation.text for one in case.observations(past[0]) if not one.shared] == ["上島の内部"]
    accounts = world.centre().accounts
    assert accounts.looking_after(desk.municipality) == ["senmonkan-1"]
    assert accounts.find("kamijima-kikaku").municipality == NEW
    assert accounts.whose(accounts.find("kamijima-kikaku")) == "上島市"
    # Nothing was moved by looking; the past cycle shows the town of then.
    assert {one.name: one.read_bytes() for one in every(world.folder, "383562*.json*")} == files
    assert world.lines(BEFORE) == lines
    assert (KAMIJIMA, "上島町", "町", 1.0) in lines
    assert (NEW, "上島市", "市", 1.0) in world.lines(DURING)
    # It goes on: the snapshot is the next one, and corrects what was submitted before.
    desk.save("mom-02", AnswerPatch(choice=3))
    made = desk.submit("企画課", "課長")
    assert (made.seq, made.municipality) == (2, NEW)
    assert made.answer("mom-01").comment == "上島の下書き"
    again = world.staff("上島市")
    assert again.draft() is None
    assert [one.id for one in again.snapshots()] == [past[0].id, made.id]
    assert again.before(made) == past[0]
    assert world.lines(BEFORE) == lines
    assert {one.name: one.read_bytes() for one in every(world.folder, "383562*.json*")} == files
    assert world.findings() == []


def test_a_correction_after_the_change_corrects_what_was_submitted_before_it(world: World) -> None:
    """In the same cycle: one snapshot stands, not two."""
    world.now = OCTOBER
    first = world.submit("上島", 1)
    world.change((KAMIJIMA,), name="上島市")
    world.now = NOVEMBER
    second = world.submit("上島市", 2)
    assert second.supersedes == first.id
    assert world.staff("上島市").standing() == [second]
    assert [one.progress for one in world.centre().comparing.board() if one.municipality.code == NEW] == ["submitted"]


@pytest.mark.parametrize("codes", [(KAMIJIMA, KUMAKOGEN), (KAMIJIMA, KUMAKOGEN, TOBE)])
def test_merged_municipalities_keep_their_own_past_and_hand_on_what_is_to_be_done(world: World, codes: tuple[str, ...]) -> None:
    """Two, and three: past cycles show each of them, and the new one begins without a snapshot of its own."""
    names = ("上島", "久万高原", "砥部")[: len(codes)]
    prepared(world, *names)
    lines = world.lines(BEFORE)
    world.change(codes)
    world.now = NOVEMBER
    desk = world.staff("新しい市")
    assert desk.snapshots() == []
    assert world.lines(BEFORE) == lines
    assert len(lines) == 20
    during = world.lines(DURING)
    assert len(during) == 21 - len(codes)
    assert (NEW, "新しい市", "市", None) in during
    assert sorted(one.step for one in desk.actions()) == sorted(f"{name}の取組" for name in names)
    assert sorted(one.text for one in desk.wishes.open()) == sorted(f"{name}の相談" for name in names)
    assert {one.observation.text for one in desk.open_observations()} == {f"{name}への所見" for name in names}
    assert [(one.code, len(snapshots)) for one, snapshots in desk.predecessors()] == [(code, 1) for code in codes]
    assert desk.draft() is None
    assert sorted(one.draft.answer("mom-01").comment for one in desk.set_aside()) == sorted(f"{name}の下書き" for name in names)
    back = desk.bring_back()
    assert back.municipality == NEW
    made = desk.submit("企画課", "課長")
    assert made.seq > 1
    assert world.staff("新しい市").snapshots() == [made]
    assert world.lines(BEFORE) == lines
    case = world.case("新しい市", (KAMIJIMA,))
    assert len(case.visits()) == len(codes)
    assert world.findings() == []


def test_a_municipality_that_goes_up_in_another_leaves_that_ones_past_alone(world: World) -> None:
    """編入: 今治市 has its code before and after; in the past cycle there are two, afterwards one with what both have to do."""
    prepared(world, "上島", "今治")
    past, lines = world.staff("今治").snapshots(), world.lines(BEFORE)
    world.change((KAMIJIMA,), into="382027")
    world.now = NOVEMBER
    desk = world.staff("今治")
    assert desk.snapshots() == past
    assert world.lines(BEFORE) == lines
    assert len(world.lines(DURING)) == 19
    assert sorted(one.step for one in desk.actions()) == ["上島の取組", "今治の取組"]
    assert sorted(one.text for one in desk.wishes.open()) == ["上島の相談", "今治の相談"]
    draft = desk.draft()
    assert draft is not None
    assert draft.answer("mom-01").comment == "今治の下書き"
    assert [one.by for one in desk.set_aside()] == ["上島町"]
    desk.mark(desk.actions()[0].id, "done")
    assert len(world.staff("今治").actions()) == 2, "what came in once does not come in again"
    assert world.findings() == []


def test_the_course_counts_those_of_then(world: World) -> None:
    """The means of past cycles stay, and so does how many are behind them."""
    prepared(world, "上島", "久万高原")
    world.now = NOVEMBER
    cycle, towns = DURING, world.workspace.roster.municipalities
    before = world.centre().comparing.courses(cycle, towns).courses[0].plain
    world.change((KAMIJIMA, KUMAKOGEN))
    after = world.centre().comparing.courses(cycle, world.workspace.roster.municipalities).courses[0].plain
    assert after[0] == before[0]


def submitted_by_all(world: World, level: int) -> None:
    """Everybody submits, each at another level around it."""
    for number, one in enumerate(world.workspace.roster.municipalities):
        world.submit(one.code, max(1, min(4, level + number % 3 - 1)))


@pytest.fixture
def drawn_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a publication draws by chance, it draws the same: two can be compared."""
    monkeypatch.setattr("secrets.token_bytes", lambda n: b"k" * n)


@pytest.mark.usefixtures("drawn_alike")
@pytest.mark.parametrize("codes", [(KAMIJIMA,), (KAMIJIMA, KUMAKOGEN)])
def test_averages_of_a_closed_cycle_are_those_of_then_whenever_they_are_published(world: World, codes: tuple[str, ...]) -> None:
    """And what is published stays as it is."""
    submitted_by_all(world, 2)
    world.now = NOVEMBER
    as_it_was = world.centre().preview(BEFORE)
    world.change(codes)
    preview = world.centre().preview(BEFORE)
    assert preview.submitted == 20
    assert preview.entry.benchmark.figures == as_it_was.entry.benchmark.figures
    world.centre().publish(preview)
    published = place(world.folder, "benchmarks.json").read_bytes()
    submitted_by_all(world, 3)
    world.now = dt.datetime(2027, 4, 20, 10, 0, tzinfo=JAPAN)
    after = world.centre().preview(DURING)
    assert after.submitted == 21 - len(codes)
    world.centre().publish(after)
    assert world.centre().benchmarks()[0] == preview.entry.benchmark
    assert published != place(world.folder, "benchmarks.json").read_bytes()


@pytest.mark.usefixtures("drawn_alike")
def test_a_changed_code_is_no_newcomer_to_the_averages(world: World) -> None:
    """A lone newcomer would have to wait, a lone leaver's answer would stay in: neither happens, and the figures are those without the change."""
    submitted_by_all(world, 2)
    world.now = NOVEMBER
    world.centre().publish(world.centre().preview(BEFORE))
    submitted_by_all(world, 3)
    world.now = dt.datetime(2027, 4, 20, 10, 0, tzinfo=JAPAN)
    without = world.centre().preview(DURING).entry
    world.change((KAMIJIMA,), name="上島町の後")
    after = world.centre().preview(DURING).entry
    assert after.benchmark.figures["all"] == without.benchmark.figures["all"]
    assert {key: one.members for key, one in after.standing["all"].items()} == {
        key: one.members for key, one in without.standing["all"].items()
    }


def test_files_of_no_municipality_are_named(world: World) -> None:
    """Seen: the town of the old code was silently gone, and doctor found all well."""
    prepared(world, "上島")
    kept = SHIPPED.split("[[municipalities]]")
    without = "[[municipalities]]".join(one for one in kept if f'code = "{KAMIJIMA}"' not in one)
    (world.folder / "roster.toml").write_text(without, encoding="utf-8")
    assert any("383562.json" in one for one in world.findings())
    assert world.centre().comparing.outside() == ["383562.json"]


def test_what_somebody_submitted_under_the_new_code_first_stays_beside_the_past(world: World) -> None:
    """The new code was in the roster for a while before its former code was written there."""
    prepared(world, "上島")
    world.change((KAMIJIMA,), name="上島市")
    roster = (world.folder / "roster.toml").read_text(encoding="utf-8")
    (world.folder / "roster.toml").write_text(roster.partition("former_codes")[0], encoding="utf-8")
    world.now = NOVEMBER
    own = world.submit("上島市", 4)
    (world.folder / "roster.toml").write_text(roster, encoding="utf-8")
    desk = world.staff("上島市")
    assert [(one.municipality, one.seq) for one in desk.snapshots()] == [(KAMIJIMA, 1), (NEW, 2)]
    assert desk.latest().answers == own.answers  # type: ignore[union-attr]
    assert desk.draft() is not None


def test_a_copy_and_what_was_put_back_hold_both_codes(world: World, tmp_path: Path) -> None:
    """Nothing of it depends on where the folder lies."""
    prepared(world, "上島")
    world.change((KAMIJIMA,), name="上島市")
    world.now = NOVEMBER
    world.submit("上島市", 2)
    shutil.copytree(world.folder, tmp_path / "again")
    workspace = Workspace.open(tmp_path / "again")
    assert len(workspace.staff_desk(workspace.roster.find("上島")).snapshots()) == 2


def test_what_came_under_the_old_code_afterwards_is_named(world: World) -> None:
    """By a window that was open since before the change."""
    prepared(world, "上島")
    old = world.staff("上島")
    world.change((KAMIJIMA,), name="上島市")
    world.now = NOVEMBER
    world.submit("上島市", 2)
    late = old.submit("企画課", "課長")
    assert any(late.id in one for one in world.findings())


def asked_of(world: World, name: str, post: str = "税務課"):
    """What a section is asked, at its desk of today."""
    town = world.town(name)
    return world.workspace.section_desk(town, post, world.workspace.asked_of(town, post), now=lambda: world.now)


def test_what_a_section_is_asked_goes_on_under_the_new_code(world: World) -> None:
    """Written on, handed back and taken over; what stands under the former code stays byte for byte as it was."""
    world.now = OCTOBER
    before = world.staff("久万高原")
    before.begin()
    [ask] = before.ask(["mom-01", "mom-02"], ["税務課"], NOVEMBER.date() + dt.timedelta(days=9), "")
    asked_of(world, "久万高原").at(ask.id).save("mom-01", AnswerPatch(choice=2, evidence="名簿"))
    there = {one: one.read_bytes() for one in (world.folder / KUMAKOGEN).rglob("*.json")}
    world.change((KUMAKOGEN,))
    world.now = NOVEMBER
    desk = world.staff("新しい市")
    [found] = desk.asked_now()
    assert (found.ask.id, found.ask.municipality, found.ask.is_open) == (ask.id, NEW, True)
    section = asked_of(world, "新しい市").at(ask.id)
    stamp = section.draft_stamp()
    assert section.draft().answer("mom-01") == Answer(2, evidence="名簿")
    section.save("mom-02", AnswerPatch(choice=3))
    assert section.draft_stamp() != stamp
    section.hand_back()
    assert {one.item for one in desk.gathered()} == {"mom-01", "mom-02"}
    desk.end_ask(ask.id)
    assert [one.ask.state for one in desk.asked()] == ["ended"]
    assert {one: one.read_bytes() for one in (world.folder / KUMAKOGEN).rglob("*.json")} == there
    assert world.findings() == []


def test_what_sections_of_merged_municipalities_were_asked_ends_with_them(world: World) -> None:
    """Their drafts are kept aside, so nobody waits for the answers; the section is told, and nothing of it is lost."""
    world.now = OCTOBER
    before = world.staff("久万高原")
    before.begin()
    [ask] = before.ask(["mom-01"], ["税務課"], NOVEMBER.date() + dt.timedelta(days=9), "")
    there = {one: one.read_bytes() for one in (world.folder / KUMAKOGEN).rglob("*.json")}
    world.change((KUMAKOGEN, TOBE))
    world.now = NOVEMBER
    assert world.staff("新しい市").asked() == []
    assert asked_of(world, "新しい市").asked() == []
    with pytest.raises(StoreError, match="もうありません"):
        world.workspace.folder.ask(NEW, ask.id).read()
    assert {one: one.read_bytes() for one in (world.folder / KUMAKOGEN).rglob("*.json")} == there
