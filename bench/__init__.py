"""Measurements, side by side with the alternative in the same run. `make bench` runs them all; none is a test, because machines are noisy."""
