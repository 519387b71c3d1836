"""The questionnaire (診断票): its model, and how a TOML file becomes one or is refused with every fault named.

`model` is plain data, `faults` finds what is wrong with a file, `load` reads files and keeps the library of versions.
"""

from dxcheck.questionnaire.load import Library, UnknownQuestionnaireError, load_full, load_quick, shipped_folder
from dxcheck.questionnaire.model import (
    Condition,
    Dimension,
    Framework,
    Item,
    Questionnaire,
    QuickCheck,
    Replaces,
    SpecialistField,
    Text,
)
from dxcheck.questionnaire.scale import Level, Scale

__all__ = [
    "Condition",
    "Dimension",
    "Framework",
    "Item",
    "Level",
    "Library",
    "Questionnaire",
    "QuickCheck",
    "Replaces",
    "Scale",
    "SpecialistField",
    "Text",
    "UnknownQuestionnaireError",
    "load_full",
    "load_quick",
    "shipped_folder",
]
