"""The screens of a municipality's staff."""
