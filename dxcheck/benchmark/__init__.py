"""Averages that give nobody away (県内平均, docs/design.md section 5).

`publish.prepare` turns contributions into a `Benchmark`, `gate.peers` is the only way from a `Benchmark` to a figure on a screen, in a chart or in an export.
"""
