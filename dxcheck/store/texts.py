"""The texts of questionnaires that were answered: each in a file named after its content, read by everybody, never changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from dxcheck.i18n import _
from dxcheck.questionnaire.model import Questionnaire
from dxcheck.store import errors
from dxcheck.store.shelf import TEXTS
from dxcheck.store.shelves import shelf_of

if TYPE_CHECKING:
    from dxcheck.model.snapshot import QuestionnaireRef
    from dxcheck.store.shelf import Address


class KeptTexts:
    """Those of one data folder."""

    def __init__(self, folder: Address) -> None:
        self._folder = folder / TEXTS

    def path(self, ref: QuestionnaireRef) -> Address:
        """Where a text is kept."""
        return self._folder / f"{ref.id}-{ref.version}-{ref.hash[:12]}.json"

    def questionnaire(self, ref: QuestionnaireRef) -> Questionnaire:
        """The very text that was answered.

        Raises:
            DamagedError: its content is not what the name promises.
            StoreError: it is missing or cannot be read.
        """
        path = self.path(ref)
        raw = shelf_of(path).read(path)
        if raw is None:
            raise errors.MissingFolderError(
                _("診断票 {id} {version}版の文が見つかりません", id=ref.id, version=ref.version),
                _("回答はそのまま残っています"),
                _("控えから {path} を戻してください", path=path),
                path,
            )
        if hashlib.sha256(raw).hexdigest() != ref.hash:
            raise errors.damaged(path, _("内容が提出したときと違います"))
        try:
            return msgspec.json.decode(raw, type=Questionnaire)
        except msgspec.DecodeError as problem:
            raise errors.damaged(path, str(problem)) from problem
