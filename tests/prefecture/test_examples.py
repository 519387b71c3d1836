"""What is shown beside a search holds for the questionnaire that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from questionnaire.questionnaires import item, questionnaire
from scaled import one_to_five, quarters

from dxcheck.prefecture.partners import example, example_in_words, parsed

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.questionnaire.model import Questionnaire


@pytest.mark.parametrize("make", [one_to_five, quarters, lambda: questionnaire(item("gov-01"))], ids=["1 to 5", "quarters", "one item"])
def test_an_example_of_conditions_can_be_typed_as_it_stands(make: Callable[[], Questionnaire]) -> None:
    """Its items are asked, and its levels are theirs."""
    asked = make()
    assert parsed(example(asked), asked) == parsed(example_in_words(asked), asked)
