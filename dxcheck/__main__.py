"""`python -m dxcheck` is the command `dxcheck`."""

from dxcheck.cli.main import run

if __name__ == "__main__":
    run()
