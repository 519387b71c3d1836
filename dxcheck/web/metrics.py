"""What the server counts of itself, as Prometheus reads it. No names, texts or codes: every label is one of a set that is written down here.

Written by hand: it is a page of plain text, and a library for it would be one more part in every installation without internet.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
ENDS_OF_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper ends of what is counted together, in seconds."""
REFUSALS: Final = (
    *("login-refused", "login-slowed", "code-refused", "code-slowed", "link-refused", "sso-refused", "sso-no-desk"),
    *("connection-refused", "errand-refused", "act-refused", "other"),
)
"""What is refused, as the log of refusals has it."""
RequestKind = Literal["page", "form", "file"]
REQUESTS: Final[tuple[RequestKind, ...]] = ("page", "form", "file")
MOST_AT_ONCE, LONGEST = 100, 3600.0
"""Of what a session says of itself: saves in one message, and seconds of one."""


@dataclass
class Histogram:
    """How often something took how long."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(ENDS_OF_BUCKETS) + 1))
    total: float = 0.0

    def note(self, seconds: float) -> None:
        """It took so long once more."""
        self.counts[bisect_left(ENDS_OF_BUCKETS, seconds)] += 1
        self.total += seconds

    def lines(self, name: str, label: str = "") -> Iterable[str]:
        """As Prometheus reads it: each line counts what is below its end too."""
        between, so_far = f"{label}," if label else "", 0
        for end, count in zip((*map(str, ENDS_OF_BUCKETS), "+Inf"), self.counts, strict=True):
            so_far += count
            yield f'{name}_bucket{{{between}le="{end}"}} {so_far}'
        behind = f"{{{label}}}" if label else ""
        yield f"{name}_sum{behind} {self.total}"
        yield f"{name}_count{behind} {so_far}"


class Metrics:
    """Everything that is counted while the server runs."""

    def __init__(self) -> None:
        self.saves, self.keys = Histogram(), Histogram()
        self.requests: dict[RequestKind, Histogram] = {kind: Histogram() for kind in REQUESTS}
        self._refused = Counter[str]()

    def refused(self, event: str) -> None:
        """Something was refused."""
        self._refused[event if event in REFUSALS else "other"] += 1

    def saved(self, took: object) -> None:
        """What a session says of how long its saves took; whatever else it says is dropped."""
        if isinstance(took, list) and len(took) <= MOST_AT_ONCE:
            for one in took:
                if isinstance(one, int | float) and 0 <= one <= LONGEST:
                    self.saves.note(float(one))

    def text(self, now: Mapping[str, tuple[str, float]]) -> str:
        """All of it, with what is as it is now: by name, what it is and how much."""
        lines = list[str]()

        def head(name: str, kind: str, about: str) -> None:
            lines.extend((f"# HELP {name} {about}", f"# TYPE {name} {kind}"))

        for name, (about, value) in now.items():
            head(name, "gauge", about)
            lines.append(f"{name} {value:g}")
        head("dxcheck_refused_total", "counter", "What was refused, by kind.")
        lines.extend(f'dxcheck_refused_total{{kind="{kind}"}} {self._refused[kind]}' for kind in REFUSALS)
        head("dxcheck_request_seconds", "histogram", "From a request to its answer; lines of open screens are not counted.")
        for kind, one in self.requests.items():
            lines.extend(one.lines("dxcheck_request_seconds", f'kind="{kind}"'))
        head("dxcheck_key_seconds", "histogram", "From what was typed on a screen to the next thing it shows.")
        lines.extend(self.keys.lines("dxcheck_key_seconds"))
        head("dxcheck_save_seconds", "histogram", "From a change on a screen to the disk or database.")
        lines.extend(self.saves.lines("dxcheck_save_seconds"))
        return "\n".join(lines) + "\n"
