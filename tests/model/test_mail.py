"""How a letter to a post begins."""

from __future__ import annotations

import pytest

from dxcheck.model.mail import addressed


@pytest.mark.parametrize(
    ("post", "town", "said"),
    [
        ("企画課 情報係", "", "企画課 情報係 御中"),
        ("企画課 情報係", "今治市", "今治市　企画課 情報係 御中"),
        ("企画課 DX推進係 係長", "大洲市", "大洲市　企画課 DX推進係 係長 様"),
        ("総務課長", "", "総務課長 様"),
        ("企画財政課 主査", "", "企画財政課 主査 様"),
        ("市長室", "", "市長室 御中"),
        ("ご担当課", "上島町", "上島町　ご担当課 御中"),
    ],
)
def test_a_section_and_whoever_holds_a_post_are_addressed_as_japanese_letters_do(post: str, town: str, said: str) -> None:
    """御中 is never written to a person, nor 様 to a section."""
    assert addressed(post, town) == said
