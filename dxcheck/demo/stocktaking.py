"""The sheet of work (業務の棚卸し) of one invented municipality: what its counters wrote down at a visit. The figures are invented."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.casework.stocktaking import SheetStep, Work
from dxcheck.demo.workdays import workday_by
from dxcheck.model.calendar import JAPAN

if TYPE_CHECKING:
    from dxcheck.casework.stocktaking import Pain, PaperUse
    from dxcheck.store.folder import DataFolder

INVENTED_TOWN: Final = "382027"
_DAYS_AGO: Final = 12


class _Line(NamedTuple):
    name: str
    section: str
    times: int | None
    minutes: int | None
    paper: PaperUse | None
    pain: Pain | None
    idea: str


_LINES: Final = (
    _Line("住民票の郵送請求の受付と返送", "市民課 窓口係", 4200, 12, "yes", "strong", "手数料の電子払いと、宛名の印刷をまとめる"),
    _Line(
        "保育所の入所申込の点検と入力",
        "福祉課 子育て係",
        900,
        45,
        "yes",
        "strong",
        "申込の書類を1枚減らし、電子申請の項目をそのまま取り込む",
    ),
    _Line("会議の日程調整と資料の印刷", "総務課 行政係", 240, 90, "yes", "some", "資料を共有フォルダーに置き、印刷をやめる"),
    _Line("公用車の予約と鍵の受渡し", "総務課 管財係", 1500, 6, "yes", "some", ""),
    _Line("月例の統計の集計", "企画課 情報係", 12, 240, "no", "some", "集計の式を様式に入れておく"),
    _Line("税の証明の窓口交付", "税務課", 6000, 5, "yes", None, "時間は12月に1週間はかって確かめる"),
    _Line("電話での開庁時間の問い合わせ", "市民課 窓口係", None, None, "no", "some", "よくある質問をホームページの上のほうに置く"),
)


def write_stocktaking(folder: DataFolder, day: dt.date) -> None:
    """Write it; the same day gives the same document.

    Raises:
        StoreError: it could not be written.
    """
    on = workday_by(day - dt.timedelta(days=_DAYS_AGO))
    at = dt.datetime(on.year, on.month, on.day, 15, 0, tzinfo=JAPAN)
    works = [
        Work(f"demowork{number}", one.name, at, "企画課 情報係", one.section, one.times, one.minutes, one.paper, one.pain, one.idea)
        for number, one in enumerate(_LINES)
    ]
    folder.shared_notes(INVENTED_TOWN).change_works(
        lambda _none, _steps: (works, [SheetStep("added", at, "企画課 情報係", (), tuple(works[-1:]))])
    )
