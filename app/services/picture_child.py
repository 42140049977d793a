"""Makes the small picture of a picture that anybody may have made to do harm: a process of its own, run by its path.

Standard input is the file, standard output what is made of it. Any end but a clean one means that there is no small
picture.
"""

import io
import sys
import warnings
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps

sys.path.append(str(Path(__file__).parent))

from confined import confine  # type: ignore[import-not-found]

SIDE = 320
MOST_PIXELS = 100_000_000
LIMITS = {"memory": 768 * 1024**2, "cpu_s": 5, "output": 1024**2}

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")


def rehearse() -> None:
    """Goes through it once with pictures of our own: the library loads code when it first comes upon a format."""
    turned = Image.Exif()
    turned[274] = 6
    for name in (*FORMATS, "MPO"):
        own = io.BytesIO()
        Image.new("RGB", (2, 1)).save(own, name, exif=turned)
        own.seek(0)
        small(own)


def small(file: BinaryIO) -> bytes:
    """The first frame as a PNG of at most SIDE pixels a side, the right way up, with nothing else of the file in it."""
    with Image.open(file, formats=FORMATS) as picture:
        picture.draft("RGB", (SIDE, SIDE))
        picture.thumbnail((SIDE, SIDE))
        upright = ImageOps.exif_transpose(picture)
        seen = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        # A fresh picture: colour profile, comments and all other words about the old one stay behind.
        fresh = Image.new(seen.mode, seen.size)
        fresh.paste(seen)
    made = io.BytesIO()
    fresh.save(made, "PNG")
    return made.getvalue()


if __name__ == "__main__":
    warnings.simplefilter("error")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    rehearse()
    confine(**LIMITS)
    sys.stdout.buffer.write(small(sys.stdin.buffer))
