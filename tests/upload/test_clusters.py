"""`upload_many` on ipyparallel and on dask: other processes, a faulty line, a kill.

A bigger version: ``APIVIDEO_NB_TEST_FILES=1000 pytest tests/upload/test_clusters.py``.
"""

import os
import re
import subprocess
import sys
from collections import Counter

import psutil
import pytest

import apivideo_nb as av

FILES = int(os.environ.get("APIVIDEO_NB_TEST_FILES", "24"))
#: how many requests go wrong, so that a few of them do whatever their number
FAULTY = max(0.02, 2 / FILES)

KERNEL = """
import sys
import apivideo_nb as av

kind, url, key, pattern = sys.argv[1:]


def tell(record):
    print(record.state, record.video_id, record.source, flush=True)


def upload(executor):
    client = av.Client(key, base_url=url)
    records = client.upload_many(
        pattern, executor=executor, on_record=tell, tags=[pattern]
    )
    print("records", len(records), flush=True)


if __name__ == "__main__":
    if kind == "dask":
        from distributed import Client, LocalCluster

        with (
            LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
            as cluster,
            Client(cluster) as workers,
        ):
            upload(workers.get_executor())
    else:
        import ipyparallel

        with ipyparallel.Cluster(n=2, log_level=40) as workers:
            upload(workers.load_balanced_view().executor)
"""


@pytest.fixture(params=["ipyparallel", "dask"])
def kernel(request, line, sandbox, tmp_path, monkeypatch):
    """Give what starts a process that uploads many files by two others."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    script, folder = tmp_path / "kernel.py", tmp_path / "clips"
    script.write_text(KERNEL)
    folder.mkdir()
    for n in range(FILES):
        (folder / f"{n:04}.mp4").write_bytes(f"{request.param} {n}".encode())
    line.seeded(4, share=FAULTY)
    arguments = [request.param, line.url, sandbox.api_key, f"{folder}/*.mp4"]
    return lambda: subprocess.Popen(
        [sys.executable, str(script), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.fixture
def listed(sandbox, tmp_path):
    """Give what lists the ids of all videos that were made."""
    client = av.Client(sandbox.api_key, base_url=sandbox.url)
    tag = f"{tmp_path}/clips/*.mp4"
    return lambda: Counter(v.video_id for v in client.videos.list(tags=[tag]))


def read(process, lines=None):
    """Read records until the end, or as many as `lines`."""
    found = {}
    for line in process.stdout:
        if record := re.match(r"(done|failed|stopped) (\S+) (\S+)", line):
            found[record[3]] = record[1], record[2]
        if lines is not None and len(found) >= lines:
            break
    return found


def kill(process):
    """Kill a kernel and its workers, as a machine that goes down does."""
    family = [process, *psutil.Process(process.pid).children(recursive=True)]
    for member in family:
        member.kill()
    for member in family:
        member.wait()


# in the small version the second run stands for one that nobody kills, too
@pytest.mark.parametrize("kills", [0, 1] if FILES > 100 else [1])
def test_many_files_are_as_many_videos_and_nothing_is_sent_twice(
    kernel, line, listed, kills
):
    faulty, sent = line.script, []

    def script(method, path):
        if method == "POST" and path.endswith("/source"):
            sent.append(path.split("/")[2])
        return faulty(method, path)

    line.script = script
    first = {}
    for _ in range(kills):
        with kernel() as process:
            first = read(process, lines=FILES // 2)
            kill(process)
        sent.clear()
    with kernel() as process:
        records = read(process)
    assert len(records) == FILES
    assert {state for state, _ in records.values()} == {"done"}
    assert listed() == Counter(video_id for _, video_id in records.values())
    assert first.items() <= records.items()
    assert not {video_id for _, video_id in first.values()} & set(sent)
    assert sum(line.played.values()) > line.played[None]
