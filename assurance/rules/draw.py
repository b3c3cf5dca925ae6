"""Draws measures for internal audit: by chance, more often where there is more risk, and so that anybody can draw the
same again from the seed.

Each measure gets a number between 0 and 1 from the SHA-256 of "seed:reference", and the sample are those with the
smallest -ln(number) ÷ (1 + points): the exponential form of the weighted draw without putting back of P. Efraimidis and
P. Spirakis, "Weighted random sampling with a reservoir", Information Processing Letters 97 (2006).
"""

import hashlib
import math
from collections.abc import Mapping

_BYTES = 8
MOST_SEED = 999_999


def drawn(points: Mapping[str, int], *, seed: int, size: int) -> list[str]:
    """The references that are drawn, in the order of the draw, from those with their points of risk. A measure without
    any point may be drawn too; all of them are where there are no more than ``size``.
    """
    return sorted(points, key=lambda ref: (_place(seed, ref, points[ref]), ref))[:size]


def _place(seed: int, ref: str, points: int) -> float:
    digest = hashlib.sha256(f"{seed}:{ref}".encode()).digest()[:_BYTES]
    number = (int.from_bytes(digest, "big") + 1) / (2 ** (8 * _BYTES) + 1)  # never 0, of which there is no logarithm
    return -math.log(number) / (1 + points)
