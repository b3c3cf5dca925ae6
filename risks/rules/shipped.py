"""The matrices that come with the product (rules.md, Risk). A council uses one as it is or paints its own from it."""

from collections.abc import Sequence

from risks.rules.matrix import Band, Grid, Step

LOW, MEDIUM, HIGH, BEYOND = Band("L", "Low"), Band("M", "Medium"), Band("H", "High"), Band("B", "Beyond tolerance")
_FIVE_LIKELIHOODS = ("Rare", "Unlikely", "Possible", "Likely", "Almost certain")
_FIVE_IMPACTS = ("Minor", "Modest", "Serious", "Major", "Severe")
_FOUR_LIKELIHOODS = ("Unlikely", "Possible", "Likely", "Almost certain")
_FOUR_IMPACTS = ("Minor", "Moderate", "Major", "Severe")


def _by_score(
    likelihoods: Sequence[str], impacts: Sequence[str], bands: Sequence[tuple[Band, int]], appetite: Band
) -> Grid:
    """A grid whose cells are painted by their products: each band goes up to its number."""

    def key(score: int) -> str:
        return next(band.key for band, most in bands if score <= most)

    return Grid(
        likelihoods=tuple(Step(word, value) for value, word in enumerate(likelihoods, 1)),
        impacts=tuple(Step(word, value) for value, word in enumerate(impacts, 1)),
        bands=tuple(band for band, _ in bands),
        paint=tuple(
            tuple(key(likelihood * impact) for impact in range(1, len(impacts) + 1))
            for likelihood in range(1, len(likelihoods) + 1)
        ),
        appetite=appetite.key,
    )


SHIPPED: dict[str, tuple[str, Grid]] = {
    "5x5": (
        "5 by 5",
        _by_score(_FIVE_LIKELIHOODS, _FIVE_IMPACTS, [(LOW, 4), (MEDIUM, 12), (HIGH, 25)], HIGH),
    ),
    "4x4": (
        "4 by 4",
        _by_score(_FOUR_LIKELIHOODS, _FOUR_IMPACTS, [(LOW, 3), (MEDIUM, 8), (HIGH, 16)], HIGH),
    ),
    "5x5-tolerance": (
        "5 by 5 with a band beyond tolerance",
        _by_score(_FIVE_LIKELIHOODS, _FIVE_IMPACTS, [(LOW, 4), (MEDIUM, 12), (HIGH, 16), (BEYOND, 25)], HIGH),
    ),
}
"""By key: the name and the grid. Bands: 1-4, 5-12, 15-25; 1-3, 4-8, 9-16; 1-4, 5-12, 15-16, 20-25."""
