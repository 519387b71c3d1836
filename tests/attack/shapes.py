"""How many 市, 町, 村 and 特別区 each prefecture has: the rosters that the rule must hold on.

From the national list of local public bodies' codes (総務省「全国地方公共団体コード」, as of 2024): 792 市, 743 町, 183 村 and 23 特別区, 1,741 in all; the six villages
of the northern territories are not counted.
"""

from __future__ import annotations

from typing import NamedTuple


class Shape(NamedTuple):
    """A roster's kinds."""

    name: str
    cities: int
    """市 and 特別区."""
    towns: int
    villages: int

    @property
    def municipalities(self) -> int:
        """All of them."""
        return self.cities + self.towns + self.villages

    def kind(self, number: int) -> str:
        """Of a municipality, counted from 0."""
        if number < self.cities:
            return "市"
        return "町" if number < self.cities + self.towns else "村"


PREFECTURES = [
    Shape(*one)
    for one in (
        ("北海道", 35, 129, 15),
        ("青森", 10, 22, 8),
        ("岩手", 14, 15, 4),
        ("宮城", 14, 20, 1),
        ("秋田", 13, 9, 3),
        ("山形", 13, 19, 3),
        ("福島", 13, 31, 15),
        ("茨城", 32, 10, 2),
        ("栃木", 14, 11, 0),
        ("群馬", 12, 15, 8),
        ("埼玉", 40, 22, 1),
        ("千葉", 37, 16, 1),
        ("東京", 49, 5, 8),
        ("神奈川", 19, 13, 1),
        ("新潟", 20, 6, 4),
        ("富山", 10, 4, 1),
        ("石川", 11, 8, 0),
        ("福井", 9, 8, 0),
        ("山梨", 13, 8, 6),
        ("長野", 19, 23, 35),
        ("岐阜", 21, 19, 2),
        ("静岡", 23, 12, 0),
        ("愛知", 38, 14, 2),
        ("三重", 14, 15, 0),
        ("滋賀", 13, 6, 0),
        ("京都", 15, 10, 1),
        ("大阪", 33, 9, 1),
        ("兵庫", 29, 12, 0),
        ("奈良", 12, 15, 12),
        ("和歌山", 9, 20, 1),
        ("鳥取", 4, 14, 1),
        ("島根", 8, 10, 1),
        ("岡山", 15, 10, 2),
        ("広島", 14, 9, 0),
        ("山口", 13, 6, 0),
        ("徳島", 8, 15, 1),
        ("香川", 8, 9, 0),
        ("愛媛", 11, 9, 0),
        ("高知", 11, 17, 6),
        ("福岡", 29, 29, 2),
        ("佐賀", 10, 10, 0),
        ("長崎", 13, 8, 0),
        ("熊本", 14, 23, 8),
        ("大分", 14, 3, 1),
        ("宮崎", 9, 14, 3),
        ("鹿児島", 19, 20, 4),
        ("沖縄", 11, 11, 19),
    )
]
ALONE = [Shape(f"{n}だけ", n, 0, 0) for n in range(6, 13)]
"""Six to twelve of one group: a county, or a few who try it together."""
EHIME = next(one for one in PREFECTURES if one.name == "愛媛")
