"""A council's crest as it was uploaded, made into a small picture of our own: nothing else of the file is kept."""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

from foundation.refusals import ChangeRefused

MOST_BYTES = 1024 * 1024
_MOST_PIXELS = 4000 * 4000
_SIDE = 192  # three times as large as it is shown, for screens that are fine
_FORMATS = ("PNG", "JPEG")
_OTHER = "Choose a PNG or a JPEG picture."


def read_crest(content: bytes) -> bytes:
    """The picture as a PNG of at most 192 pixels a side. Raises ChangeRefused, with what to do, for anything else."""
    if len(content) > MOST_BYTES:
        raise ChangeRefused(f"The picture has {len(content) / MOST_BYTES:.1f} MB; at most 1 MB is read.")
    if b"<svg" in content[:4096].lower():
        raise ChangeRefused(f"An SVG can hold more than a picture, so it is not taken. {_OTHER}")
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise ChangeRefused("The picture is too large: at most 4,000 by 4,000 pixels are read.")
            picture.thumbnail((_SIDE, _SIDE))
            drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ChangeRefused(f"That file is no picture that can be read. {_OTHER}") from error
    made = BytesIO()
    drawn.save(made, "PNG", optimize=True)
    return made.getvalue()
