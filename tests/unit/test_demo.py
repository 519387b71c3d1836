"""The demo prefecture: believable, the same every time, and never to be taken for real."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from pathlib import Path

import pytest

from dxcheck.calendar import Cycle
from dxcheck.demo import HOME, create_demo
from dxcheck.demo.invent import NEVER, ONCE, load_texts
from dxcheck.place import Place
from dxcheck.questionnaire import load_full, shipped_folder
from dxcheck.scoring import dimension_scores, overall_score
from dxcheck.snapshot import current_snapshots
from dxcheck.store.errors import DemoMixError

TODAY = dt.date(2026, 11, 23)
FULL = load_full(shipped_folder() / "ehime-dx.toml")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The demo made on one day."""
    folder = tmp_path_factory.mktemp("demo") / "デモ"
    create_demo(folder, today=TODAY)
    return Place.open(folder)


def test_the_same_day_gives_the_same_prefecture(place: Place, tmp_path: Path) -> None:
    """Byte for byte, and made anew over itself too."""
    again = create_demo(tmp_path / "demo", today=TODAY)
    create_demo(tmp_path / "demo", today=TODAY)

    def content(folder: Path) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.glob("[0-9]*.json")}

    assert content(again.path) == content(place.folder.path)


def test_levels_start_low_and_rise_unevenly(place: Place) -> None:
    """Means begin under 1.3 and reach between 0.5 and 2.6; somebody fell somewhere, somebody skipped a cycle."""
    first_means, last_means, skipped, fallen = [], [], 0, 0
    first = Cycle.of(TODAY).previous.previous.previous.previous.previous
    for municipality in place.roster.municipalities:
        desk = place.staff_desk(municipality)
        standing = current_snapshots(desk.snapshots())
        means = [overall_score(dimension_scores(one.answers, FULL)).mean for one in standing]
        known = [mean for mean in means if mean is not None]
        if standing and standing[0].cycle == first:
            first_means.append(known[0])
        if len(known) > 3:
            last_means.append(known[-1])
        cycles = [one.cycle for one in standing]
        skipped += any(one.next != two for one, two in itertools.pairwise(cycles))
        fallen += sum(len(desk.compare(one, two).fallen) for one, two in itertools.pairwise(standing))
        assert all(one < two for one, two in itertools.pairwise(cycles))
    assert 0.3 < sum(first_means) / len(first_means) < 0.9
    assert max(first_means) < 1.3
    assert 0.4 < min(last_means) < max(last_means) < 2.7
    assert skipped >= 3
    assert fallen >= 10


def test_every_answer_is_one_the_questionnaire_allows(place: Place) -> None:
    """該当なし only where it may be chosen, with a reason; some わからない; nothing dated in the future."""
    unknown = not_applicable = corrections = 0
    for municipality in place.roster.municipalities:
        for one in place.staff_desk(municipality).snapshots():
            assert one.submitted_at.date() < TODAY
            assert one.source == "demo"
            corrections += bool(one.supersedes)
            for item, answer in one.answers.items():
                unknown += answer.choice == "unknown"
                if answer.choice == "not_applicable":
                    not_applicable += 1
                    assert FULL.item_by_id[item].not_applicable is not None
                    assert answer.reason
    assert unknown > 50
    assert not_applicable > 3
    assert corrections >= 2


def test_one_has_never_submitted_and_one_only_once(place: Place) -> None:
    """So that empty states are seen."""
    for code in NEVER:
        assert place.folder.repository(code).snapshots() == []
    for code in ONCE:
        assert len(current_snapshots(place.folder.repository(code).snapshots())) == 1


def test_the_home_municipality_is_in_the_middle_of_it(place: Place) -> None:
    """Five earlier cycles, a draft half done by two posts with one answer replaced, three chosen steps, a quick check."""
    assert place.home is not None
    assert place.home.code == HOME
    desk = place.staff_desk(place.home, now=lambda: dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC))
    draft = desk.draft()
    assert draft is not None
    assert len(current_snapshots(desk.snapshots())) == 5
    assert 15 <= len(draft.entries) <= 25
    assert len({entry.by for entry in draft.entries.values()}) == 2
    assert len(draft.history) == 1
    assert sorted(action.state for action in desk.actions()) == ["done", "open", "open"]
    assert desk.quick_result() is not None


def test_what_officers_write_fits_each_item_and_survives_windows() -> None:
    """Texts for all 42 items, reasons where 該当なし is allowed, no names of people, everything in CP932."""
    texts = load_texts()
    assert texts["items"].keys() == FULL.item_by_id.keys()
    assert texts["reasons"].keys() == {item.id for item in FULL.items if item.not_applicable}
    for entry in texts["items"].values():
        for written in (*entry["low"], *entry["high"], *entry["comment"]):
            written.encode("cp932")
            assert not re.search(r"(さん|氏|様)(?!式)", written), written


def test_a_demo_cannot_be_taken_for_real(place: Place, tmp_path: Path) -> None:
    """Its files in a real folder are refused."""
    real = tmp_path / "real"
    real.mkdir()
    (real / f"{HOME}.json").write_bytes((place.folder.path / f"{HOME}.json").read_bytes())
    with pytest.raises(DemoMixError):
        Place.open(real).folder.repository(HOME).snapshots()
