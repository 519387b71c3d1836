"""A municipality's draft goes on in another folder: every field of every answer comes, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from chance import tried
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgresql import Cluster

from dxcheck.desk import NoAnswerError
from dxcheck.desk.arrival import arrived
from dxcheck.formats.exchange import from_exchange_file, to_exchange_file
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer, QuestionnaireRef
from dxcheck.model.text import cleaned
from dxcheck.questionnaire.model import Questionnaire
from dxcheck.store.database.database_shelf import close_databases, open_database
from dxcheck.store.folder import DataFolder
from dxcheck.workspace import Workspace

texts = st.text(max_size=30).map(cleaned)
answers = st.one_of(
    st.builds(Answer, choice=st.sampled_from([0, 2, 5, "unknown", None]), evidence=texts, comment=texts, target=st.sampled_from([None, 3])),
    st.builds(Answer, choice=st.just("not_applicable"), reason=texts.filter(bool), evidence=texts),
    st.just(Answer(2, met=("2.1",))),
)


@settings(max_examples=tried(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["mom-01", "mom-02", "gov-01", "sec-01"]), answers))
def test_a_draft_that_goes_out_and_comes_in_loses_nothing(tmp_path_factory: pytest.TempPathFactory, every: dict[str, Answer]) -> None:
    """And a second time nothing comes; one step takes all of it back."""
    folder: Path = tmp_path_factory.mktemp("two")
    here, there = (Workspace.open(folder / name, create=True) for name in ("こちら", "あちら"))
    desk, other = (one.staff_desk(one.roster.find("今治"), post="企画課") for one in (here, there))
    for item, answer in every.items():
        desk.save(
            item, AnswerPatch(**{name: getattr(answer, name) for name in answer.__struct_fields__ if name not in ("ticks", "number")})
        )
    before = desk.draft()
    wanted = {item: one for item, one in (before.answers if before is not None else {}).items() if one != Answer()}
    document = from_exchange_file(to_exchange_file(desk.exchange_out(with_draft=True)))
    other.take_arrival(other.arrival(document))
    draft = other.draft()
    assert (draft.answers if draft is not None else {}) == wanted
    again = other.arrival(document)
    assert again.draft is None or again.draft.found == ()
    if wanted:
        assert set(other.take_back().items) == set(wanted)


def test_a_database_that_is_away_is_not_said_to_lack_the_questionnaire(tmp_path: Path, database: str, cluster: Cluster) -> None:
    """Whoever is told to bring dxcheck up to date, or a file, would look for a fault that is none."""
    here = Workspace.open(tmp_path / "こちら")
    desk = here.staff_desk(here.roster.find("今治"), post="企画課")
    desk.submit_answers({one.id: Answer(2) for one in desk.questionnaire.items}, "企画課", "課長")
    document = from_exchange_file(to_exchange_file(desk.exchange_out()))
    there = DataFolder.open(open_database(database)).repository("382027")
    there.keep_questionnaire(desk.questionnaire)

    def while_it_is_away(ref: QuestionnaireRef) -> Questionnaire:
        cluster.stop()
        close_databases()
        try:
            return there.questionnaire(ref)
        finally:
            cluster.resume()

    with pytest.raises(NoAnswerError, match="つなげません"):
        arrived(document, there, while_it_is_away)
    assert len(arrived(document, there, there.questionnaire).document.snapshots) == 1
