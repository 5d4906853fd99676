import io
import multiprocessing
import pickle
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor

import pytest

import apivideo_nb as av
from apivideo_nb.upload.batch import upload_row, upload_rows
from apivideo_nb.upload.records import Record
from apivideo_nb.upload.rows import Row, rows_of


class Table:
    """As much of a DataFrame as is looked at."""

    columns = ("source", "title", "public")

    def __init__(self, records):
        self._records = records

    def to_dict(self, orient):
        assert orient == "records"
        return self._records


class NAType:
    """What pandas has in an empty cell."""

    def __bool__(self):
        raise TypeError("boolean value of NA is ambiguous")


@pytest.fixture
def folder(tmp_path):
    for name in ("b.mp4", "a.mp4", "notes.txt", "sub/c.mp4", "odd[1].mp4"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode())
    return tmp_path


@pytest.fixture
def client(sandbox):
    return av.Client(sandbox.api_key, base_url=sandbox.url)


def sources(given):
    return [row.source for row in rows_of(given)]


def test_a_pattern_is_all_files_that_match(folder):
    names = ["a.mp4", "b.mp4", "odd[1].mp4"]
    assert sources(f"{folder}/*.mp4") == [str(folder / name) for name in names]
    assert len(sources(folder / "**" / "*.mp4")) == 4
    assert sources(f"{folder}/odd[1].mp4") == [f"{folder}/odd[1].mp4"]


def test_a_pattern_that_nothing_matches_is_a_row_that_fails(folder, client):
    (record,) = client.upload_many(f"{folder}/*.avi")
    assert record.state == "failed"
    assert "There is no file" in record.error


def test_a_link_is_no_pattern():
    assert sources("https://host/a.mp4?x=[1]") == ["https://host/a.mp4?x=[1]"]


@pytest.mark.parametrize(
    "given", [b"abc", io.BytesIO(b"abc"), av.Video(video_id="vi1")]
)
def test_a_single_source_is_a_row(given):
    assert sources([given]) == [given]
    if not isinstance(given, io.BytesIO):  # an iterable of lines
        assert sources(given) == [given]


def test_what_a_table_does_not_hold_is_not_given():
    table = Table(
        [
            {"source": "a.mp4", "title": "A", "public": False},
            {"source": "b.mp4", "title": float("nan"), "public": None},
            {"source": "c.mp4", "title": NAType()},
            {"title": "nothing to send"},
        ]
    )
    assert list(rows_of(table)) == [
        Row("a.mp4", {"title": "A", "public": False}),
        Row("b.mp4", {}),
        Row("c.mp4", {}),
        Row("", {"title": "nothing to send"}),
    ]


def test_a_mapping_is_a_row():
    assert list(rows_of({"source": "a.mp4", "title": "A"})) == [
        Row("a.mp4", {"title": "A"})
    ]


def test_each_row_has_its_record_and_no_failure_stops_the_others(client, clips):
    rows = [
        {"source": clips("h264"), "title": "many one", "tags": ["own"]},
        "/no/such/file.mp4",
        {"source": clips("tiny"), "title": "many two", "no_such_option": 1},
        {"source": clips("tiny").read_bytes(), "title": "many three"},
        5,
    ]
    seen = []
    records = client.upload_many(rows, tags=["all"], on_record=seen.append)
    assert sorted(seen, key=records.index) == list(records)
    assert [r.state for r in records] == ["done", "failed", "failed", "done", "failed"]
    assert [r.source for r in records] == [
        str(clips("h264")),
        "/no/such/file.mp4",
        str(clips("tiny")),
        "bytes",
        "int",
    ]
    assert records[0].size == clips("h264").stat().st_size
    assert records[3].size == clips("tiny").stat().st_size
    assert (records[1].size, records[4].size) == (0, 0)
    assert records[0].seconds > 0
    assert "Check the path" in records[1].error
    assert "no_such_option" in records[2].error
    videos = [client.videos.get(records[n].video_id) for n in (0, 3)]
    assert [video.tags for video in videos] == [("own",), ("all",)]


def test_run_again_only_the_rest_is_sent(client, folder):
    pattern = f"{folder}/*.mp4"
    (folder / "broken.mp4").touch()
    first = client.upload_many(pattern, tags=["again"])
    assert [r.state for r in first].count("failed") == 1
    (folder / "broken.mp4").write_bytes(b"mended")
    second = client.upload_many(pattern, tags=["again"])
    assert {r.state for r in second} == {"done"}
    ids = {r.video_id for r in second}
    assert {r.video_id for r in first if r.video_id} < ids
    assert {v.video_id for v in client.videos.list(tags=["again"])} == ids


def test_cancel_stops_what_is_under_way_and_what_is_not_begun():
    cancel, begun = threading.Event(), threading.Semaphore(0)

    def upload(source, *, cancel):
        begun.release()
        if source == 0:
            return av.Video(video_id="vi0")
        cancel.wait(10)
        raise av.UploadInterruptedError("Stopped.", video_id=f"vi{source}")

    def stop():
        for _ in range(4):
            begun.acquire()
        cancel.set()

    thread = threading.Thread(target=stop)
    thread.start()
    records = upload_rows(upload, map(Row, range(20)), {}, cancel=cancel)
    thread.join()
    assert records[0].state == "done"
    assert {r.state for r in records[1:]} == {"stopped"}
    assert records[1].video_id == "vi1"
    assert records[-1] == Record(
        source="int", state="stopped", error="It was not begun."
    )


def test_an_interrupt_stops_all_of_them():
    stopped = []

    def upload(source, *, cancel):
        if source:
            stopped.append(cancel.wait(10))
        return av.Video(video_id="vi1")

    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        upload_rows(upload, map(Row, range(3)), {}, on_record=interrupt)
    assert all(stopped)


def test_without_rows_there_are_no_records(client):
    assert client.upload_many([]) == ()


def test_the_work_is_done_in_other_processes_too(client, folder):
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        records = client.upload_many(
            f"{folder}/*.mp4", executor=executor, tags=["processes"]
        )
        assert [r.state for r in records] == ["done"] * 3
    here = client.upload_many(f"{folder}/*.mp4", tags=["processes"])
    assert [r.video_id for r in here] == [r.video_id for r in records]


class Broken(Executor):
    """Its workers die."""

    def submit(self, *args, **_):
        row, future = args[-1], Future()
        future.set_exception(OSError(f"the worker of {row.source} died"))
        return future


def test_an_executor_that_breaks_is_told_in_the_records(client):
    records = client.upload_many(["a.mp4"], executor=Broken())
    assert records == (
        Record(source="a.mp4", state="failed", error="the worker of a.mp4 died"),
    )


def test_an_error_without_a_word_is_called_by_its_name():
    def upload(_):
        raise ZeroDivisionError

    record = upload_row(upload, {}, Row("a" * 5000))  # no name of a file either
    assert (record.error, record.size) == ("ZeroDivisionError", 0)


def test_a_client_travels_as_key_and_url_and_there_is_one_in_a_process(client):
    there = pickle.loads(pickle.dumps(client))
    assert there is pickle.loads(pickle.dumps(client))
    assert there is not client
    assert there.base_url == client.base_url


def test_how_far_it_is_is_shown_where_it_is_wished(client, folder, capsys):
    client.upload_many(f"{folder}/*.mp4")
    assert capsys.readouterr().out == ""
    client.upload_many(f"{folder}/*.mp4", progress=True)
    said = capsys.readouterr().out
    assert said.startswith("Uploading 3 videos · 0%")
    assert "3 videos uploaded · in " in said


def test_bytes_are_told_to_who_watches_and_to_the_rows_own(client, folder):
    told, seen = [], []

    class Watch:
        def begin(self, sizes):
            seen.append(sizes)

        def sent(self, row, count):
            seen.append((row, count))

        def add(self, row, record):
            seen.append((row, record.state))

        def look(self):
            pass

        def end(self):
            seen.append("end")

    rows = [Row(folder / "a.mp4", {"on_progress": told.append}), Row("no-such.mp4")]
    upload_rows(client.upload, rows, {"title": "watched"}, watch=Watch())
    assert seen[0] == [5, 0]
    assert seen[-1] == "end"
    assert {(0, 5), (0, "done"), (1, "failed")} <= set(seen[1:-1])
    assert [progress.sent for progress in told] == [5, 5]


class Queue(Executor):
    """Takes calls, and makes none of them."""

    _max_workers = 3

    def __init__(self):
        self.taken = []

    def submit(self, *_, **__):
        self.taken.append(Future())
        return self.taken[-1]


def test_a_queue_that_is_stopped_holds_few_of_the_rows(client):
    cancel, queue = threading.Event(), Queue()
    threading.Timer(0.3, cancel.set).start()
    records = client.upload_many(["a.mp4"] * 50, executor=queue, cancel=cancel)
    assert {record.state for record in records} == {"stopped"}
    assert len(queue.taken) == 6
    assert all(future.cancelled() for future in queue.taken)


def test_a_queue_that_takes_nothing_is_told_in_the_records(client):
    executor = ProcessPoolExecutor(1)
    executor.shutdown()
    (record,) = client.upload_many(["a.mp4"], executor=executor)
    assert record.state == "failed"
    assert "after shutdown" in record.error


def test_a_key_of_this_session_travels_too(monkeypatch):
    monkeypatch.setattr("apivideo_nb.config._of_this_process", None)
    av.config.use_key("a-key-of-login")
    there = pickle.loads(pickle.dumps(av.Client()))
    assert there._key.value == "a-key-of-login"
