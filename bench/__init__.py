"""Measurements, side by side with the alternative in the same run. `make bench` runs them all; none is a test, because machines are noisy."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests")]  # the tests' own engine serves the measurements too
