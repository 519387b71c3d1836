"""What lies on what in the pictures: `python -m bench.labels FIRST LAST [FOLDER]` counts the faults of many shapes and of a data folder, a line a kind of picture."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

from dxcheck import i18n

FAULTS = ("text", "mark", "line", "bar", "guide", "cut", "small")


def main() -> None:  # noqa: C901 - three loops, one table
    """Print the table, and below it the first fault of each kind."""
    sys.path[:0] = [str(Path(__file__).parents[1] / "tests")]
    from charts.geometry import faults  # the tests' own measure
    from charts.pictured import of_a_folder
    from charts.shapes import KINDS, drawn

    first, last, *folders = sys.argv[1:]
    found: dict[str, Counter[str]] = defaultdict(Counter)
    examples: dict[tuple[str, str], str] = {}

    def add(kind: str, figure: object, where: str) -> None:
        found[kind]["pictures"] += 1
        for one in faults(figure):
            found[kind][one.kind] += 1
            examples.setdefault((kind, one.kind), f"{where}: {one.text!r} {one.other!r}")

    for kind in KINDS:
        for number in range(int(first), int(last)):
            for figure in drawn(number, kind):
                add(kind, figure, str(number))
    for folder in folders:
        for language in ("ja", "en"):
            i18n.use(language)
            for name, figure in of_a_folder(Path(folder)):
                add(" ".join(name.split(" ")[:2]), figure, f"{language} {name}")
    print(f"{'':26}{'pictures':>9}" + "".join(f"{one:>7}" for one in FAULTS))
    for kind, counts in (*found.items(), ("all", sum(found.values(), Counter()))):
        print(f"{kind:26}{counts['pictures']:9}" + "".join(f"{counts[one]:7}" for one in FAULTS))
    for (kind, fault), where in examples.items():
        print(f"{kind}, {fault}: {where}")


if __name__ == "__main__":
    main()
