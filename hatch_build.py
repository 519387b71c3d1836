"""Compiles the translations when a wheel or an editable install is made, so that no compiled file is kept in git."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface):  # type: ignore[type-arg]
    """Every `.po` below `dxcheck/locale` gets its `.mo` beside it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile before files are collected."""
        for source in sorted(Path(self.root, "dxcheck", "locale").glob("*/LC_MESSAGES/*.po")):
            with source.open("rb") as opened:
                catalogue = read_po(opened, locale=source.parts[-3], domain=source.stem)
            with source.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, catalogue)
