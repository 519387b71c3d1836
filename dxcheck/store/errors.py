"""What can go wrong with the disk, each in three sentences: what happened, what is safe, what to do.

Every one of these leaves the file it is about byte for byte as it was, but `UnsureError`.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

from dxcheck.i18n import _
from dxcheck.system import ownership
from dxcheck.system.control_characters import visible
from dxcheck.system.oserror import os_reason
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from dxcheck.store.shelf import Address


class StoreError(DxcheckError):
    """Something could not be read or saved."""

    def __init__(self, what: str, safe: str, advice: str, path: Address | None = None) -> None:
        what, safe, advice = visible(what), visible(safe), visible(advice)
        super().__init__(what, safe, advice)
        self.what = what
        self.safe = safe
        self.advice = advice
        self.path = path

    def __str__(self) -> str:
        return "".join(_("{sentence}。", sentence=one.rstrip("。.")) for one in (self.what, self.safe, self.advice) if one)


class BusyError(StoreError):
    """Another process held the lock for too long."""


class ReadOnlyError(StoreError):
    """The folder is on a read-only file system."""


class DiskFullError(StoreError):
    """The disk is full."""


class ForbiddenError(StoreError):
    """The operating system denies access."""


class MissingFolderError(StoreError):
    """The folder is not there, or is no folder."""


class DamagedError(StoreError):
    """The file's content is not what we wrote."""


class NewerSchemaError(StoreError):
    """A newer dxcheck wrote the file."""


class ForeignFileError(StoreError):
    """The file is not ours, or belongs to another municipality."""


class FullCycleError(StoreError):
    """A municipality submitted far more in one cycle than anybody does."""


class DemoMixError(StoreError):
    """Demo data among real data, or the other way round."""


class NoAnswerError(StoreError):
    """No answer came in time. Nothing is known: not even that something is damaged, or not there; so nobody puts anything else in its place."""


class UnsureError(StoreError):
    """Something was to be saved, and nobody can say whether it was: it must not be called unsaved, either."""


class OtherStoreError(StoreError):
    """Any other refusal of the operating system."""


def address_as_folder() -> MissingFolderError:
    """Somebody, or a program, took it for a path."""
    return MissingFolderError(
        _("データベースの接続先が、フォルダーの場所として使われました"),
        _("何も書き込んでいません"),
        _("フォルダーの場所を確かめてください。データベースを使うときは、接続先だけを --data に指定してください"),
    )


def _kept() -> str:
    return _("保存済みのデータはそのまま残っています")


def busy(path: Address) -> BusyError:
    """The lock could not be acquired in time."""
    return BusyError(
        _("ほかの画面が {name} を使用中のため、保存を待っています", name=path.name),
        _kept(),
        _("自動でやり直します。長く続くときは、開いたままの画面がないか確かめてください"),
        path,
    )


def no_answer() -> NoAnswerError:
    """The server did not tell or do what a session asked it for."""
    return NoAnswerError(
        _("サーバーから返事がありません"),
        _kept(),
        _("少し待ってから、もう一度お試しください。くり返すときは、センターにお尋ねください"),
    )


def no_answer_from(address: Address) -> NoAnswerError:
    """Where it is kept did not answer in time; whoever draws a screen does not wait any longer."""
    return NoAnswerError(
        _("データフォルダーから返事がありません") if isinstance(address, Path) else _("データベースから返事がありません"),
        _kept(),
        _("少し待ってから、もう一度お試しください"),
        address,
    )


def damaged(path: Address, detail: str) -> DamagedError:
    """The content cannot be used; `detail` says what is wrong and where."""
    return DamagedError(
        _("{name} の内容が壊れています（{detail}）", name=path.name, detail=detail),
        _("壊れたファイルには何も書き込んでいません"),
        _("1つ前の内容が {name}.bak にあるかもしれません。上書きせず、両方の写しを取ってから管理者に相談してください", name=path.name),
        path,
    )


def newer(path: Address, found: int, known: int) -> NewerSchemaError:
    """The file's schema is beyond ours."""
    return NewerSchemaError(
        _("{name} は新しい版のdxcheckで保存されています（形式 {found}、この版は {known} まで）", name=path.name, found=found, known=known),
        _("ファイルには何も書き込んでいません"),
        _("dxcheckを新しい版に更新してください"),
        path,
    )


def check_schema(found: object, known: int, path: Address) -> int:
    """Whether a file's schema number is one we can read; gives it.

    Raises:
        NewerSchemaError: a newer dxcheck wrote the file.
        DamagedError: it is no number of a schema.
    """
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found < 2**31:
        raise damaged(path, _("形式の番号が読めません"))
    if found > known:
        raise newer(path, found, known)
    return found


def foreign(path: Address, detail: str) -> ForeignFileError:
    """The file is no dxcheck file, or not this municipality's."""
    return ForeignFileError(
        _("{name} は、このデータとして使えません（{detail}）", name=path.name, detail=detail),
        _("ファイルには何も書き込んでいません"),
        _("保存先のフォルダーが正しいか確かめ、関係のないファイルは別の場所に移してください"),
        path,
    )


def only_in_a_folder(name: object) -> OtherStoreError:
    """What was asked for is not made for a database yet."""
    return OtherStoreError(
        _("この操作は、データベース（{name}）のデータではまだできません", name=name),
        _("データベースには何も書き込んでいません"),
        _("dxcheck move で、データのフォルダーに移してから行ってください"),
    )


def full_cycle(cycle: str) -> FullCycleError:
    """Enough was submitted in this cycle."""
    return FullCycleError(
        _("{cycle}の提出の回数か文章の量が、1つの期に保存できる上限に達しました", cycle=cycle),
        _("これまでの診断結果と、いまの下書きは、そのまま残っています"),
        _("最後に提出した診断結果がこの期の結果になります。直したいところがあれば、支援センターに相談するか、次の期の診断に書いてください"),
    )


def demo_mix(path: Address, *, file_is_demo: bool) -> DemoMixError:
    """A demo file where real ones are, or the other way round."""
    what = (
        _("{name} はデモ（架空のデータ）のため、実際のデータとしては使えません", name=path.name)
        if file_is_demo
        else _("{name} は実際のデータのため、デモでは使えません", name=path.name)
    )
    return DemoMixError(what, _("ファイルには何も書き込んでいません"), _("デモと実際のデータは、別のフォルダーに分けてください"), path)


def not_forced(problem: OSError, path: Path) -> UnsureError:
    """It is written, and the disk did not say that it will still be there after a power cut."""
    return UnsureError(
        _("{name} に書きましたが、ディスクに残ったか確かめられません（{reason}）", name=path.name, reason=os_reason(problem)),
        _("それより前のデータはそのまま残っています"),
        _("dxcheck doctor で保存先を確かめ、最後の変更があるか見てください"),
        path,
    )


def from_os_error(problem: OSError, path: Path) -> StoreError:
    """The typed error for a refusal of the operating system."""
    name = path.name
    if isinstance(problem, ownership.NotKeptError):
        return _not_kept(problem.owner, path)
    if problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFullError(
            _("保存先に空きがありません（{name}）", name=name), _kept(), _("不要なファイルを消して空きをつくってください"), path
        )
    if problem.errno == errno.EROFS:
        return ReadOnlyError(
            _("保存先が読み取り専用です（{folder}）", folder=path.parent),
            _kept(),
            _("書き込める場所を --data で指定するか、読み取り専用を外してください"),
            path,
        )
    if problem.errno in (errno.EACCES, errno.EPERM):
        return _forbidden(path)
    if problem.errno in (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ESTALE):
        return MissingFolderError(
            _("保存先のフォルダーが見つかりません（{folder}）", folder=path.parent),
            _("別の場所には何も書き込んでいません"),
            _("フォルダーが移動や削除、切断されていないか確かめてください"),
            path,
        )
    return OtherStoreError(
        _("{name} を読み書きできませんでした（{reason}）", name=name, reason=os_reason(problem)),
        _kept(),
        _("dxcheck doctor で保存先を確かめてください"),
        path,
    )


def _forbidden(path: Path) -> ForbiddenError:
    """No permission; where the file or its folder is somebody else's, that is said."""
    owner = ownership.owner_of(path) or ownership.owner_of(path.parent)
    me = ownership.this_user()
    advice = _("フォルダーの権限を管理者に確かめてください")
    if owner is not None and owner.name != me:
        advice = _(
            "持ち主は {owner}、いまの利用者は {me} です。{owner} で実行するか、管理者に持ち主を直してもらってください（chown）",
            owner=owner.name,
            me=me,
        )
    return ForbiddenError(_("{name} を読み書きする権限がありません", name=path.name), _kept(), advice, path)


def _not_kept(owner: ownership.Owner, path: Path) -> ForbiddenError:
    """Written by this user, the file could not be read by its owner any more."""
    return ForbiddenError(
        _(
            "{name} の持ち主は {owner} です。いまの利用者 {me} が書くと、{owner} が読めなくなります",
            name=path.name,
            owner=owner.name,
            me=ownership.this_user(),
        ),
        _kept(),
        _("利用者 {owner} で実行してください（例: sudo -u {owner} dxcheck …）", owner=owner.name),
        path,
    )
