"""The centre's screens."""
