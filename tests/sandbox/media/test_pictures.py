import pytest
from PIL import Image

from apivideo_nb.sandbox.media import MediaError, picture, thumbnail

COLOURS = "color=red:s=1920x1080:d=1:r=5[a];color=blue:s=1920x1080:d=1:r=5[b];"


@pytest.fixture
def red_then_blue(make):
    graph = f"{COLOURS}[a][b]concat,format=yuv420p"
    x264 = ("-c:v", "libx264", "-preset", "ultrafast")
    return make("two.mp4", "-filter_complex", graph, *x264)


def middle(path):
    with Image.open(path) as image:
        return image.format, image.size, image.getpixel((600, 300))


@pytest.mark.parametrize(
    ("at", "red"), [(0.0, True), (1.5, False), (99.0, True), (-1, True)]
)
def test_a_thumbnail_is_the_frame_asked_for_or_the_first(
    red_then_blue, tmp_path, at, red
):
    thumbnail(red_then_blue, tmp_path / "new" / "t.jpg", at=at)
    kind, size, colour = middle(tmp_path / "new" / "t.jpg")
    assert (kind, size) == ("JPEG", (1280, 720))
    assert (colour[0] > 200, colour[2] > 200) == (red, not red)


def test_a_thumbnail_stands_upright_and_has_square_pixels(make, clips, tmp_path):
    thumbnail(clips("rotated"), tmp_path / "t.jpg", at=0)
    with Image.open(tmp_path / "t.jpg") as image:
        assert image.size == (240, 426)
    wide = ("-f", "lavfi", "-i", "testsrc2=s=64x48:d=1", "-vf", "setsar=2")
    thumbnail(make("wide.avi", *wide), tmp_path / "t.jpg", at=0)
    with Image.open(tmp_path / "t.jpg") as image:
        assert image.size == (128, 48)


def test_a_busy_thumbnail_stays_small(make, tmp_path):
    noise = ("-f", "lavfi", "-i", "testsrc2=s=1280x720:d=0.2,noise=alls=40")
    thumbnail(make("noise.mp4", *noise), tmp_path / "t.jpg", at=0)
    assert (tmp_path / "t.jpg").stat().st_size < 400_000


def test_there_is_no_thumbnail_of_text(clips, tmp_path):
    with pytest.raises(MediaError, match="This is text"):
        thumbnail(clips("text"), tmp_path / "t.jpg", at=0)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_an_uploaded_picture_becomes_a_jpeg(tmp_path, kind):
    Image.new("RGB", (2000, 1000), "teal").save(tmp_path / "up", kind)
    picture(tmp_path / "up", tmp_path / "t.jpg")
    assert middle(tmp_path / "t.jpg")[:2] == ("JPEG", (1280, 640))


def test_an_uploaded_picture_is_turned_as_its_camera_says(tmp_path):
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.new("RGB", (40, 20)).save(tmp_path / "up", "JPEG", exif=turned)
    picture(tmp_path / "up", tmp_path / "t.jpg")
    with Image.open(tmp_path / "t.jpg") as image:
        assert image.size == (20, 40)
        assert not image.getexif()


def test_what_was_transparent_is_black(tmp_path):
    Image.new("RGBA", (40, 20), (255, 255, 255, 0)).save(tmp_path / "up", "PNG")
    picture(tmp_path / "up", tmp_path / "t.jpg")
    with Image.open(tmp_path / "t.jpg") as image:
        assert image.getpixel((5, 5)) == (0, 0, 0)


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP"])
def test_other_pictures_are_refused(tmp_path, kind):
    Image.new("RGB", (40, 20)).save(tmp_path / "up", kind)
    with pytest.raises(MediaError, match="not a JPEG, PNG or WebP"):
        picture(tmp_path / "up", tmp_path / "t.jpg")


def test_a_damaged_picture_is_refused(tmp_path):
    Image.effect_noise((400, 200), 50).save(tmp_path / "up", "PNG")
    data = (tmp_path / "up").read_bytes()
    (tmp_path / "up").write_bytes(data[: len(data) // 2])
    with pytest.raises(MediaError, match="damaged"):
        picture(tmp_path / "up", tmp_path / "t.jpg")
    assert not (tmp_path / "t.jpg").exists()


def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path):
    Image.new("1", (20_000, 6_000)).save(tmp_path / "up", "PNG")
    with pytest.raises(MediaError, match="too many pixels"):
        picture(tmp_path / "up", tmp_path / "t.jpg")
