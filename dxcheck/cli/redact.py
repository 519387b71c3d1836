"""`dxcheck redact`: erase a text for good, for instance a name that slipped in; for the centre."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import found, global_options, municipality_argument, settings_of
from dxcheck.cli.progress import done_in_parts
from dxcheck.i18n import N_, _, _n

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dxcheck.store.redaction import ErasedField, Hit, Redaction
    from dxcheck.store.shelf import Address
    from dxcheck.workspace import Workspace

FIELD_NAMES = {"evidence": N_("根拠"), "comment": N_("コメント"), "reason": N_("該当なしの理由")}
REASON_NAMES = {"returns": N_("差戻しの理由"), "judgements": N_("見立ての理由"), "actions": N_("見送りの理由")}
"""What the reason is for, where it is none of an answer's."""
TABLE_NAMES = {
    "snapshots": N_("診断結果"),
    "drafts": N_("下書きとその履歴"),
    "aside": N_("取りやめた下書き"),
    "actions": N_("取組"),
    "observations": N_("所見"),
    "returns": N_("差戻し"),
    "wishes": N_("相談"),
    "visits": N_("訪問記録"),
    "works": N_("業務の棚卸し"),
    "facts": N_("国の調査"),
    "work_steps": N_("業務の棚卸しの、元に戻せる変更"),
    "judgements": N_("見立て"),
    "finders": N_("保存した条件"),
    "terms": N_("診断期のお知らせ"),
    "quick": N_("かんたん診断"),
    "": N_("読めなくなった前の内容（ファイルごと消します）"),
}
"""What a table is called for people."""


@click.command(
    "redact",
    help=_(
        "書いてはいけなかった文（個人の名前など）を、保存されているすべての場所で〔削除〕に置き換えます（センター用）。\n\n"
        "診断結果とその訂正の前後、下書きとその履歴、所見・訪問記録・取組・相談・業務の棚卸し、それぞれの前の内容（.bak など）が対象です。レベルは変わりません。"
        "元に戻せません。先に場所を示し、確かめてから置き換えます。市町を省くと、すべての市町とセンターの記録が対象です。\n\n"
        '例: dxcheck redact 今治市 --text "山田 太郎"\n\n    dxcheck redact --snapshot 382027-20261120-1a2b3c --item gov-01 --field comment'
    ),
)
@municipality_argument(required=False)
@click.option(
    "--text",
    default="",
    metavar=_("文"),
    help=_("消す文。空白や改行の有無、全角と半角、大文字と小文字は問いません。- なら標準入力から読み、履歴に残りません"),
)
@click.option(
    "--snapshot", default="", metavar=_("控え番号"), help=_("この診断結果の1つの欄を、文全体で消します（--item と --field も必要です）")
)
@click.option("--item", default="", metavar=_("設問"), help=_("--snapshot の設問（例: gov-01）"))
@click.option("--field", type=click.Choice(tuple(FIELD_NAMES)), default=None, help=_("--snapshot の欄（根拠・コメント・該当なしの理由）"))
@click.option(
    "--backups",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    metavar=_("場所"),
    help=_("控え（zip）の置き場所。消した文が残っている控えを挙げます（控えは書き換えません）"),
)
@click.option("--yes", is_flag=True, help=_("確かめずに置き換えます"))
@global_options
@click.pass_context
def command(
    ctx: click.Context,
    municipality: str | None,
    text: str,
    snapshot: str,
    item: str,
    field: str | None,
    backups: tuple[Path, ...],
    yes: bool,
) -> None:
    """Show where, ask, erase, say what is left."""
    from dxcheck.model import calendar  # not needed for --help
    from dxcheck.store.audit import AuditLog
    from dxcheck.store.redaction import ErasedField

    workspace = settings_of(ctx).workspace()
    code = found(workspace, municipality).code if municipality else ""
    codes = _codes(workspace, code)
    if snapshot:
        if not item or field is None:
            raise click.UsageError(_("--snapshot には、--item と --field も指定してください。"))
        if code and snapshot.partition("-")[0] not in codes:
            raise click.UsageError(_("{id} は、指定した市町の診断結果ではありません。", id=snapshot))
        code = snapshot.partition("-")[0]
        redaction = _of_field(workspace, code, ErasedField(snapshot, item, field))
    else:
        redaction = _of_text(workspace, codes, _asked(text))
    hits = redaction.find()
    if not hits:
        click.echo(_("その文は見つかりませんでした。何も変えていません。"))
        _say_left(redaction, workspace.folder.path, backups)
        return
    for line in _lines(hits):
        click.echo(line)
    if not yes:
        if not sys.stdin.isatty() or text == "-":
            raise click.ClickException(_("何も変えていません。場所を確かめたうえで --yes を付けてください。"))
        click.confirm(_("〔削除〕に置き換えると、元に戻せません。置き換えますか"), abort=True)
    log, where = AuditLog(workspace.folder.path), code or "*"
    log.add(calendar.now(), "redact", detail=where)
    with done_in_parts():
        n = len(redaction.erase())
    log.add(calendar.now(), "redacted", detail=f"{where} {n}")
    click.echo(_n("{n}か所を〔削除〕に置き換えました。", "{n}か所を〔削除〕に置き換えました。", n))
    _say_left(redaction, workspace.folder.path, backups)
    click.echo(
        _("書き出したPDF・Excel・CSVや、開いたままの画面には残っていることがあります。画面は閉じてもらい、書き出したものは消してください。")
    )
    if settings_of(ctx).database:
        click.echo(
            _(
                "データベースの控え・書庫・予備と、消した行の跡には、まだ残っています。VACUUM FULL など、することは docs/running.ja.md にあります。"
            )
        )


def _asked(text: str) -> str:
    """The text, from the option, from standard input, or from the person; never a part of what would stand in its place."""
    from dxcheck.model.spelling import key_of
    from dxcheck.store.redaction import ERASED, SHORTEST

    if text == "-":
        text = sys.stdin.readline()
    elif not text and sys.stdin.isatty():
        text = click.prompt(_("消す文"))
    text = text.strip()
    if len(key_of(text)) < SHORTEST or key_of(text) in key_of(ERASED):
        raise click.UsageError(_("消す文を、{n}文字以上で --text に指定してください。", n=SHORTEST))
    return text


def _codes(workspace: Workspace, code: str) -> Sequence[str]:
    """The codes under which documents of a municipality are: its own, and those of before."""
    municipality = workspace.roster.by_code(code)
    return workspace.roster.codes_of(municipality) if municipality is not None else [code] if code else []


def _of_text(workspace: Workspace, codes: Sequence[str], text: str) -> Redaction:
    from dxcheck.model.spelling import Spelling
    from dxcheck.store.redaction import Redaction

    return Redaction(workspace.folder.path, codes, [Spelling(text)])


def _of_field(workspace: Workspace, code: str, field: ErasedField) -> Redaction:
    """The whole text of a field, there and in the corrections, and wherever else the same text stands."""
    from dxcheck.model.spelling import Spelling, key_of
    from dxcheck.store.redaction import ERASED, SHORTEST, Redaction

    municipality = workspace.roster.by_code(code)
    there = workspace.staff_desk(municipality).snapshot(field.snapshot) if municipality else None
    if there is None:
        raise click.ClickException(
            _("診断結果「{id}」は見つかりません。控え番号は dxcheck snapshot list 市町 で確かめられます。", id=field.snapshot)
        )
    text = str(getattr(there.answer(field.item), field.name))
    if not text:
        name = _(FIELD_NAMES[field.name])
        raise click.ClickException(_("{id} の {item} に、{field}は書かれていません。", id=field.snapshot, item=field.item, field=name))
    texts = [Spelling(text)] if key_of(text) not in key_of(ERASED) and len(key_of(text)) >= SHORTEST else []
    return Redaction(workspace.folder.path, _codes(workspace, code), texts, [field])


def _lines(hits: Sequence[Hit]) -> Iterator[str]:
    """What was found, by file and kind; never the text itself."""
    yield _n("{n}か所に見つかりました。", "{n}か所に見つかりました。", len(hits))
    for (file, table, id_, place), n in Counter((one.file, one.table, one.id, _place(one)) for one in hits).items():
        times = f" x{n}" if n > 1 else ""
        yield "  " + "　".join(one for one in (file, _(TABLE_NAMES.get(table, table)), id_, place) if one) + times


def _place(hit: Hit) -> str:
    reason = next((name for part, name in REASON_NAMES.items() if part in (hit.table, *hit.place)), FIELD_NAMES["reason"])
    named = {**FIELD_NAMES, "reason": reason}
    return " ".join(_(named.get(one, one)) if one else one for one in hit.place if one not in ("answers", "entries", "answer", "entry"))


def _say_left(redaction: Redaction, folder: Address, places: Sequence[Path]) -> None:
    """What still holds the text: files that are never changed, and copies, which often lie in the data folder or beside it."""
    from dxcheck.store.errors import StoreError

    for name in redaction.left():
        click.echo(_("{name} にも同じ文字がありますが、変えていません。必要なら手で直してください。", name=name))
    named = {path.resolve() for place in places for path in (place.glob("*.zip") if place.is_dir() else [place])}
    near = {path.resolve() for place in ((folder, folder.parent) if isinstance(folder, Path) else ()) for path in place.glob("*.zip")}
    for archive in sorted(named | near):
        try:
            holds = redaction.is_in_copy(archive)
        except StoreError as problem:
            if archive not in named:  # any other archive that lies there
                continue
            click.echo(_("控えかどうか確かめられないファイルがあります: {problem}", problem=problem), err=True)
            continue
        if holds:
            click.echo(_("控え {path} には、まだ残っています。要らなければ消し、新しい控えをつくってください。", path=archive))
