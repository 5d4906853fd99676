"""Pictures to draw, made by Pillow."""

import io

import pytest
from PIL import Image


@pytest.fixture
def draw():
    """Give a function that makes a picture nobody can compress well."""

    def make(width, height, *, kind="JPEG", mode="RGB", noise=60, **options):
        flat = Image.effect_noise((width, height), noise).convert(mode)
        buffer = io.BytesIO()
        flat.save(buffer, kind, **options)
        return buffer.getvalue()

    return make
