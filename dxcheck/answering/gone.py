"""What became of a draft that somebody else submitted, gave up or moved to a newer version while it was open here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.desk import StoreError
from dxcheck.i18n import _

if TYPE_CHECKING:
    from dxcheck.desk import StaffDesk


def became_of_draft(desk: StaffDesk, draft: str, *, begun_anew: bool = False) -> str:
    """What became of a draft that is no longer the one in work.

    Args:
        desk: where it was open.
        draft: its id.
        begun_anew: whether what was written here since is in a new one.
    """
    try:
        aside = next((one.draft for one in desk.set_aside() if one.draft.id == draft), None)
        now = desk.draft()
        is_submitted = any(one.draft == draft for one in desk.snapshots())
    except StoreError:
        return _(
            "この下書きには、もう書けません。どうなったかは、いまは読めません。書いたものを消したわけではありません。少し待ってから、ホームで確かめてください。"
        )
    if aside is not None and now is not None and now.questionnaire.version != aside.questionnaire.version:
        said = _("この下書きは、別の画面で診断票の別の版（{version}版）に移されました。", version=now.questionnaire.version)
        said += _("前の版の下書きは、ホームの「取りやめた下書きを戻す」で戻せます。")
        return said + (_("いま書いたものは前の下書きにあり、新しい版にも移せるものは移っています。") if begun_anew else "")
    if aside is not None:
        said = _("この下書きは、別の画面で取りやめになりました。ホームの「取りやめた下書きを戻す」で戻せます。")
        return said + (_("いま書いたものは、新しい下書きに入っています。") if begun_anew else "")
    if not is_submitted:
        said = _("この下書きは、もうここにありません（控えからデータを戻したときなど）。ホームで、いまの診断のようすを確かめてください。")
        return said + (_("いま書いたものは、新しい下書きに入っています。") if begun_anew else "")
    said = _("この下書きは、別の画面から提出されました。")
    if begun_anew:
        return said + _("いま書いたものは、訂正の下書きに入っています。")
    return said + _("結果はホームから見られます。直したいときは「訂正する」を選んでください。")
