"""dxcheck: a kind self-check of digital maturity for municipalities."""
