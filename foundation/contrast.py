"""How far apart two colours are to the eye: the contrast ratio of WCAG 2. Standard library only."""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours written as "#12305c": from 1, the same, to 21, black and white."""
    lights = sorted([_light(one), _light(other)])
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: str) -> float:
    """Relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
