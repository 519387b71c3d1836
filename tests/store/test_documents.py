"""Whatever was entered comes back as it was."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW
from questionnaire.questionnaires import two_by_three
from store.making import CODE, REF, draft, snapshot

from dxcheck.casework.model import Action
from dxcheck.model.calendar import JAPAN
from dxcheck.model.snapshot import Answer, Draft, DraftEntry, QuestionnaireRef, QuickProgress, Replaced, Snapshot
from dxcheck.store import errors
from dxcheck.store.folder import DataFolder
from dxcheck.store.repository import MunicipalityRepository

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)
ANSWER = st.builds(
    Answer,
    choice=st.one_of(st.none(), st.integers(0, 5), st.sampled_from(["not_applicable", "unknown"])),
    reason=TEXT,
    evidence=TEXT,
    comment=TEXT,
    target=st.one_of(st.none(), st.integers(0, 5)),
)
MOMENT = st.integers(0, 2_000_000_000).map(lambda seconds: dt.datetime.fromtimestamp(seconds, JAPAN))
ENTRY = st.builds(DraftEntry, answer=ANSWER, at=MOMENT, by=TEXT, session=TEXT)
ITEM = st.from_regex(r"[a-z]{3}-[0-9]{2}", fullmatch=True)
DRAFT = st.builds(
    Draft,
    id=st.just("d1"),
    municipality=st.just(CODE),
    questionnaire=st.just(REF),
    started_at=MOMENT,
    entries=st.dictionaries(ITEM, ENTRY, max_size=5),
    history=st.lists(st.builds(Replaced, item=ITEM, entry=ENTRY), max_size=3).map(tuple),
    positions=st.dictionaries(TEXT, ITEM, max_size=3),
    revision=st.integers(0, 1000),
)


@given(DRAFT, st.dictionaries(ITEM, ANSWER, max_size=6))
def test_drafts_and_snapshots_survive_writing_and_reading(made: Draft, answers: dict[str, Answer]) -> None:
    """Any text, any answer, any moment."""
    with tempfile.TemporaryDirectory() as place:
        repository = DataFolder.open(Path(place)).repository(CODE)
        repository.change_draft("small", lambda _none: made)
        assert repository.draft("small") == made
        submitted = Snapshot("x-1", 1, CODE, REF, 1, made.started_at, "課", "長", answers, draft="other")
        repository.add_snapshot(lambda _there: submitted)
        assert repository.every_snapshot() == [submitted]


def test_a_change_that_changes_nothing_writes_nothing(repository: MunicipalityRepository) -> None:
    """The stamp stays the same, so nobody reloads for nothing."""
    repository.change_draft("small", lambda _none: draft(gov_01=1))
    stamp = repository.draft_stamp()
    repository.change_draft("small", lambda before: before)
    assert repository.draft_stamp() == stamp
    repository.change_draft("small", lambda _before: draft(gov_01=2))
    assert repository.draft_stamp() != stamp


def test_a_submitted_draft_is_gone_and_its_snapshot_there(repository: MunicipalityRepository) -> None:
    """And there is nothing to submit twice."""
    repository.change_draft("small", lambda _none: draft(gov_01=1))
    repository.submit_draft("small", lambda d, there: snapshot(len(there) + 1, draft_id=d.id))
    assert repository.draft("small") is None
    with pytest.raises(LookupError):
        repository.submit_draft("small", lambda _d, _there: snapshot(2))


def test_actions_and_quick_checks_are_kept_beside(repository: MunicipalityRepository) -> None:
    """Without disturbing drafts and snapshots."""
    action = Action("a1", "gov-01", 1, "一歩", NOW, "s1")
    repository.change_draft("small", lambda _none: draft(gov_01=1))
    repository.change_actions(lambda _none: [action])
    repository.save_quick(QuickProgress("first-step", "1", {"gov-01": None, "gov-02": 3}))
    repository.save_quick(QuickProgress("first-step", "1", {"gov-01": 2}))
    assert repository.actions() == [action]
    assert repository.quick_progress("first-step") == QuickProgress("first-step", "1", {"gov-01": 2})
    assert repository.quick_progress("other") is None
    assert repository.draft("small") is not None


def test_the_questionnaire_answered_is_kept_and_its_content_proved(repository: MunicipalityRepository) -> None:
    """Found by its hash; edited afterwards it is refused; missing it says where to put it back."""
    questionnaire = two_by_three()
    ref = QuestionnaireRef.to(questionnaire)
    repository.keep_questionnaire(questionnaire)
    repository.keep_questionnaire(questionnaire)
    assert repository.questionnaire(ref) == questionnaire
    [path] = repository._texts.path(ref).parent.glob("*.json")
    path.write_text(path.read_text(encoding="utf-8").replace("gov-01の段0", "別の文"), encoding="utf-8")
    with pytest.raises(errors.DamagedError, match="違います"):
        repository.questionnaire(ref)
    path.unlink()
    with pytest.raises(errors.MissingFolderError, match="見つかりません"):
        repository.questionnaire(ref)


def test_looking_at_a_folder_creates_nothing(tmp_path: Path) -> None:
    """The marker comes with the first document."""
    folder = DataFolder.open(tmp_path / "new")
    assert folder.repository(CODE).every_snapshot() == []
    assert list(folder.path.iterdir()) == []
    folder.repository(CODE).add_snapshot(lambda _there: snapshot(1))
    assert {one.name for one in folder.path.iterdir()} == {".locks", "dxcheck.json", "dxcheck.json.bak", CODE}
    assert folder.municipalities() == [CODE]
    folder.set_home(CODE)
    assert DataFolder.open(folder.path).home == CODE
