"""The one font of everything we draw and print: IPAexGothic (IPA Font License), which comes with a dependency, so that Japanese needs none on the machine."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Final

FONT: Final = "IPAexGothic"


def font_file() -> Path:
    """Where it lies. We take the file and run none of the code around it."""
    spec = importlib.util.find_spec("matplotlib_fontja")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "fonts" / "ipaexg.ttf"
