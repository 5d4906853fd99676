import io

import pytest
from PIL import Image

from apivideo_nb.sandbox import media
from apivideo_nb.sandbox.media.watermark import Box, draw, opacity, place

VIDEO = (640, 360)
MARK = (50, 20)


def picture(size=MARK, colour="red", kind="PNG"):
    out = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, colour).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("placement", "box"),
    [
        ({}, Box(0, 0, 50, 20)),
        ({"left": "10px", "top": "20px"}, Box(10, 20, 50, 20)),
        ({"right": "10px", "bottom": "20px"}, Box(580, 320, 50, 20)),
        ({"left": "50%", "bottom": "0%"}, Box(320, 340, 50, 20)),
        ({"left": "1px", "right": "1px"}, Box(1, 0, 50, 20)),
        ({"width": "100px"}, Box(0, 0, 100, 40)),
        ({"height": "10%"}, Box(0, 0, 90, 36)),
        ({"width": "50%", "height": "50%"}, Box(0, 0, 320, 180)),
        ({"width": "initial", "height": "40px"}, Box(0, 0, 50, 40)),
        ({"width": "initial", "height": "initial"}, Box(0, 0, 50, 20)),
        ({"width": "100%", "right": "0px"}, Box(0, 0, 640, 256)),
    ],
)
def test_a_watermark_goes_where_it_is_asked_to(placement, box):
    assert place(MARK, VIDEO, placement) == box


@pytest.mark.parametrize(("text", "value"), [("0%", 0), ("12.5%", 0.125), ("300%", 1)])
def test_density_is_a_share_of_the_whole(text, value):
    assert opacity({"opacity": text}) == value


def drawn(placement, size=VIDEO, **options):
    return draw(media.Watermark(picture(**options), placement), VIDEO, size)


def test_a_smaller_picture_has_a_smaller_watermark():
    overlay = drawn({"left": "64px", "top": "36px"}, size=(320, 180))
    assert (overlay.left, overlay.top, overlay.image.size) == (32, 18, (25, 10))


def test_what_hangs_over_the_edge_is_cut_off():
    overlay = drawn({"left": "620px", "top": "350px"})
    assert (overlay.left, overlay.top, overlay.image.size) == (620, 350, (20, 10))
    overlay = drawn({"right": "620px", "bottom": "355px"})
    assert (overlay.left, overlay.top, overlay.image.size) == (0, 0, (20, 5))


def test_however_large_it_is_asked_to_be_no_more_than_the_picture_is_drawn():
    overlay = drawn({"width": "9999999px", "height": "9999999px"})
    assert overlay.image.size == VIDEO


@pytest.mark.parametrize(
    "placement", [{"left": "640px"}, {"top": "200%"}, {"opacity": "0%"}]
)
def test_what_is_not_seen_is_not_drawn(placement):
    assert drawn(placement) is None


@pytest.mark.parametrize("left", ["0px", "0.5px", "1.5px", "639.4px"])
def test_something_is_seen_even_of_a_line_thinner_than_a_pixel(left):
    assert drawn({"width": "0px", "height": "10px", "left": left}).image.width == 1


def test_density_is_drawn():
    assert drawn({"opacity": "50%"}).image.getpixel((5, 5)) == (255, 0, 0, 128)
    assert drawn({}, kind="JPEG").image.getpixel((5, 5))[3] == 255


def near(pixel, wanted):
    return all(abs(a - b) < 40 for a, b in zip(pixel, wanted, strict=True))


@pytest.mark.parametrize("burn_in", [None, "FOR TESTS"])
def test_every_quality_and_the_thumbnail_bear_it(make, encoded, burn_in):
    blue = ("-f", "lavfi", "-i", "color=blue:size=640x360:rate=10:duration=1")
    source = make("blue.mp4", *blue, "-c:v", "libx264", "-pix_fmt", "yuv420p")
    placement = {"right": "10%", "top": "10%", "width": "20%", "height": "20%"}
    mark = media.Watermark(picture(), placement)
    outcome = encoded(source, watermark=mark, burn_in=burn_in)
    outcome.rung("240p"), outcome.rung("360p")
    frames = [Image.open(outcome.out / "thumbnail.jpg").convert("RGB")]
    for name in ("240p.mp4", "360p.mp4", "mp4/source.mp4"):
        still = make("frame.png", "-i", outcome.out / name, "-frames:v", "1")
        frames.append(Image.open(still).convert("RGB").copy())
    assert [frame.width for frame in frames] == [640, 426, 640, 640]
    for frame in frames:
        width, height = frame.size
        inside, outside = (0.8, 0.2), (0.6, 0.2)
        for (x, y), colour in ((inside, (254, 0, 0)), (outside, (0, 0, 254))):
            assert near(frame.getpixel((int(x * width), int(y * height))), colour)


def test_only_jpeg_and_png_are_stills(tmp_path, clips):
    path = tmp_path / "a"
    for kind, name in (("PNG", "png"), ("JPEG", "jpg")):
        path.write_bytes(picture(kind=kind))
        assert media.look(path) == media.Still(name, 50, 20)
    path.write_bytes(picture((900, 900))[:-200])
    with pytest.raises(media.MediaError, match="damaged"):
        media.look(path)
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "WEBP")
    path.write_bytes(out.getvalue())
    with pytest.raises(media.MediaError, match="JPEG or PNG"):
        media.look(path)
    with pytest.raises(media.MediaError, match="JPEG or PNG"):
        media.look(clips("text"))


def test_a_still_of_very_many_pixels_is_refused(tmp_path):
    path = tmp_path / "a.png"
    Image.new("1", (10_000, 9_000)).save(path)
    with pytest.raises(media.MediaError, match="too many"):
        media.look(path)
