"""The questionnaires that come as examples: a tree, steps that questions lead up to, and one in English alone with numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.questionnaire import load_full, shipped_folder

if TYPE_CHECKING:
    from dxcheck.questionnaire import Questionnaire

EXAMPLES: Final = ("service-practices", "open-steps", "meetings")


def example(name: str) -> Questionnaire:
    """One of them."""
    return load_full(shipped_folder() / "examples" / f"{name}.toml")
