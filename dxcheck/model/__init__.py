"""Plain data that every room speaks of: days and cycles, municipalities, accounts, answers and snapshots."""
