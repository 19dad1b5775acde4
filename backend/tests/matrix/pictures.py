"""A small real picture to upload."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def png() -> SimpleUploadedFile:
    """A 4×4 PNG as a browser would send it."""
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "#137A63").save(out, "PNG")
    return SimpleUploadedFile("dot.png", out.getvalue(), "image/png")
