import pytest

from apivideo_nb.sandbox.store.files import Files

VIDEO = "vi4k0jvEUuaTdRAEjQ4Jfagz"


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path / "data")


def put(files, *chunks):
    for first, content in chunks:
        path = files.chunk(VIDEO, first)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


CHUNKS = [(1, b"aaa"), (2, b"bb"), (7, b"cccc")]
SIZES = [(first, len(content)) for first, content in CHUNKS]


def test_chunks_become_the_source_and_nothing_is_left_of_them(files):
    put(files, *CHUNKS)
    files.join_chunks(VIDEO, SIZES)
    assert files.source(VIDEO).read_bytes() == b"aaabbcccc"
    assert not list(files.chunk(VIDEO, 1).parent.iterdir())
    files.join_chunks(VIDEO, SIZES)  # once more does no harm
    assert files.source(VIDEO).read_bytes() == b"aaabbcccc"


@pytest.mark.parametrize(
    ("source", "left"),
    [
        (b"aaa", CHUNKS[1:]),
        (b"aaab", CHUNKS[1:]),
        (b"aaabb", CHUNKS[1:]),
        (b"aaabb", CHUNKS[2:]),
        (b"aaabbccc", CHUNKS[2:]),
    ],
)
def test_joining_goes_on_where_it_was_interrupted(files, source, left):
    put(files, *left)
    files.source(VIDEO).write_bytes(source)
    files.join_chunks(VIDEO, SIZES)
    assert files.source(VIDEO).read_bytes() == b"aaabbcccc"


@pytest.mark.parametrize("text", ["..", "../x", "vi1", "", VIDEO + "/", f"{VIDEO}\n"])
def test_no_text_but_an_id_becomes_part_of_a_path(files, text):
    with pytest.raises(ValueError, match="id"):
        files.folder(text)


def test_the_reserve_of_the_disk_is_kept(tmp_path):
    assert Files(tmp_path / "a").has_room(1)
    assert not Files(tmp_path / "a").has_room(2**60)
    assert not Files(tmp_path / "b", reserve=2**60).has_room()


def test_removing_takes_all_of_a_video_and_may_be_done_twice(files):
    put(files, *CHUNKS)
    files.remove(VIDEO)
    files.remove(VIDEO)
    assert not files.folder(VIDEO).exists()
    assert not list((files.root / "trash").iterdir())


def test_only_the_rendition_that_is_served_is_kept(files):
    for name in ("old", "new"):
        files.rendition(VIDEO, name).mkdir(parents=True)
    files.remove_renditions(VIDEO, keep="new")
    assert files.rendition(VIDEO, "new").is_dir()
    assert not files.rendition(VIDEO, "old").exists()


def test_what_is_left_of_a_deleted_video_goes_and_the_others_stay(files):
    put(files, *CHUNKS)
    other = files.folder("vi0123456789ABCDEFGHIJKL")
    other.mkdir()
    files.remove_others({VIDEO})
    assert not other.exists()
    assert files.chunk(VIDEO, 1).read_bytes() == b"aaa"
