"""`python -m dxcheck` is the command `dxcheck`."""

from dxcheck.cli.main import main

if __name__ == "__main__":
    main()
