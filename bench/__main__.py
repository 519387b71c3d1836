"""Run every measurement and print one report."""

from __future__ import annotations

from bench import app, charts, cli, pictures, scale, store, web


def main() -> None:
    """All of them, the quick ones first."""
    for part in (cli, app, charts, pictures, store, scale, web):
        part.main()
        print()


if __name__ == "__main__":
    main()
