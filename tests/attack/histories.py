"""The part of the attack that almost all its time goes into, compiled: one municipality's history at one item, drawn anew in every chain.

Levels are a hidden Markov chain, what is published is seen of it: forward filtering, backward sampling. Everywhere submissions come first, then steps or figures, and
chains last.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def told_by(
    levels: np.ndarray,
    figures: np.ndarray,
    begins: np.ndarray,
    weights: np.ndarray,
    sums: np.ndarray,
    laws: np.ndarray,
    places: np.ndarray,
) -> np.ndarray:
    """How likely the figures make each step of each submission, as logarithms, whatever else is in them being as it is in the chain.

    Args:
        levels: of each submission, now.
        figures: of each submission those that it is in: their places in `sums`.
        begins: the same: where each one's law begins in `laws`.
        weights: the same: what the item counts in it.
        sums: behind each figure.
        laws: of all figures, one after the other.
        places: where the steps lie.
    """
    told = np.zeros((len(levels), len(places), levels.shape[1]))
    for at in range(len(levels)):
        for one in range(figures.shape[1]):
            weight, of_all = weights[at, one], sums[figures[at, one]]
            for chain in range(levels.shape[1]):
                others = begins[at, one] + of_all[chain] - weight * levels[at, chain]
                for step in range(len(places)):
                    told[at, step, chain] += laws[others + weight * places[step]]
    return told


@njit(cache=True)
def filtered(likely: np.ndarray, start: np.ndarray, transition: np.ndarray) -> np.ndarray:
    """How likely each step of each submission is, given what is known of it and of those before it.

    Args:
        likely: each step of each submission, as far as figures tell.
        start: how likely each step is at first.
        transition: from a step to the next submission's.
    """
    count, steps, chains = likely.shape
    forward, total = np.zeros((count, steps, chains)), np.empty(chains)
    for at in range(count):
        total[:] = 0
        for step in range(steps):
            now = forward[at, step]
            if at:
                for one in range(steps):
                    by, before = transition[one, step], forward[at - 1, one]
                    for chain in range(chains):
                        now[chain] += by * before[chain]
            else:
                now[:] = start[step]
            for chain in range(chains):
                now[chain] *= likely[at, step, chain]
                total[chain] += now[chain]
        for step in range(steps):
            for chain in range(chains):
                forward[at, step, chain] /= total[chain]
    return forward


@njit(cache=True)
def drawn_from(forward: np.ndarray, transition: np.ndarray, lots: np.ndarray) -> np.ndarray:
    """Steps of a history, the last one first.

    Args:
        forward: see `filtered`.
        transition: from a step to the next submission's.
        lots: of each submission, the last one's first, from 0 to below 1.
    """
    count, steps, chains = forward.shape
    drawn, below = np.empty((count, chains), np.int64), np.empty(steps)
    for back in range(count):
        at = count - 1 - back
        for chain in range(chains):
            so_far = 0.0
            for step in range(steps):
                here = forward[at, step, chain]
                so_far += here * transition[step, drawn[at + 1, chain]] if back else here
                below[step] = so_far
            later = 0
            while below[later] < lots[back, chain] * so_far:
                later += 1
            drawn[at, chain] = later
    return drawn


@njit(cache=True)
def move(levels: np.ndarray, drawn: np.ndarray, figures: np.ndarray, weights: np.ndarray, sums: np.ndarray) -> None:
    """Take what was drawn for the levels (both by place), also in the sums (see `told_by`)."""
    for at in range(len(levels)):
        for one in range(figures.shape[1]):
            weight, of_all = weights[at, one], sums[figures[at, one]]
            for chain in range(levels.shape[1]):
                of_all[chain] += weight * (drawn[at, chain] - levels[at, chain])
    levels[:] = drawn
