"""dxcheck: a kind self-check of digital maturity for municipalities."""

__version__ = "0.1.0"
