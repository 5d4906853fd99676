import io

import pytest
from PIL import Image

from apivideo_nb.display.picture import LIMIT, fit


def test_a_small_upright_jpeg_passes_untouched(draw):
    jpeg = draw(64, 48, quality=50)
    small = fit(jpeg)
    assert (small.jpeg, small.width, small.height) == (jpeg, 64, 48)


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (3000, 100)])
def test_a_large_picture_is_made_small_and_keeps_its_shape(draw, size):
    small = fit(draw(*size, quality=95))
    drawn = Image.open(io.BytesIO(small.jpeg))
    assert drawn.format == "JPEG"
    assert len(small.jpeg) <= LIMIT
    assert drawn.size == (small.width, small.height)
    assert small.width / small.height == pytest.approx(size[0] / size[1], rel=0.05)


def test_a_picture_that_packs_well_keeps_its_pixels(draw):
    assert fit(draw(800, 450, noise=1, kind="PNG")).width == 800


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("WEBP", "RGB"), ("GIF", "P")]
)
def test_other_formats_become_jpeg(draw, kind, mode):
    small = fit(draw(120, 80, kind=kind, mode=mode))
    assert Image.open(io.BytesIO(small.jpeg)).format == "JPEG"
    assert (small.width, small.height) == (120, 80)


def test_what_is_transparent_becomes_black_not_white():
    buffer = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 255, 255, 0)).save(buffer, "PNG")
    drawn = Image.open(io.BytesIO(fit(buffer.getvalue()).jpeg))
    assert max(drawn.getpixel((4, 4))) < 10


def test_a_picture_that_lies_on_its_side_is_set_upright(draw):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by a quarter
    small = fit(draw(60, 40, exif=exif))
    assert (small.width, small.height) == (40, 60)


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", b"<html>not found</html>", b"\xff\xd8\xff\xe0" + b"\0" * 90],
)
def test_what_is_no_picture_gives_none(data):
    assert fit(data) is None


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_half_a_picture_gives_none(draw, share):
    jpeg = draw(200, 200, quality=40)
    assert len(jpeg) < LIMIT
    assert fit(jpeg[: int(len(jpeg) * share)]) is None


def test_a_picture_that_would_fill_the_memory_gives_none():
    # a PNG header that announces 60,000 by 60,000 pixels
    honest = io.BytesIO()
    Image.new("1", (1, 1)).save(honest, "PNG")
    data = bytearray(honest.getvalue())
    data[16:24] = (60_000).to_bytes(4) * 2
    assert fit(bytes(data)) is None


def test_an_impossible_limit_gives_none(draw):
    assert fit(draw(300, 300), limit=100) is None
