"""A fictional prefecture to look around in: the 20 municipalities with invented answers.

It is written through the store like real data, into a folder marked as a demo; the store refuses to mix the two. `invent` says how far each municipality is, `words` what
its officers write, `create` puts it into the store.
"""

from dxcheck.demo.create import create_demo
from dxcheck.demo.invent import HOME

__all__ = ["HOME", "create_demo"]
