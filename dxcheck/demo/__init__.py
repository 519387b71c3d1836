"""A fictional prefecture to look around in: the 20 municipalities with invented answers.

It is written through the store like real data, into a folder marked as a demo; the store refuses to mix the two.
"""

from dxcheck.demo.create import HOME, create_demo

__all__ = ["HOME", "create_demo"]
