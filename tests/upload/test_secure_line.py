"""Uploads over TLS, as to the service: the system cannot send a file by itself then."""

import random
import ssl
from pathlib import Path

import pytest

import apivideo_nb as av
from apivideo_nb.api.retry import ONCE
from apivideo_nb.upload import recognition
from apivideo_nb.upload.plan import MiB

#: a key and a certificate for 127.0.0.1, worth nothing anywhere else
LOOPBACK = Path(__file__).parent.parent / "samples" / "loopback.pem"


@pytest.fixture
def secure(line):
    """Give the URL of the line, spoken to over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(LOOPBACK)
    line.socket = context.wrap_socket(line.socket, server_side=True)
    return line.url.replace("http:", "https:")


@pytest.fixture(params=[64 * MiB, 0])
def path(request, tmp_path, monkeypatch):
    """Give a file that is read for its digest, and one that need not be."""
    monkeypatch.setattr(recognition, "COMPARED_UP_TO", request.param)
    path = tmp_path / "talk.mp4"
    path.write_bytes(random.Random(request.param).randbytes(11 * MiB))
    return path


@pytest.mark.usefixtures("quick")
def test_a_file_is_sent_over_tls(secure, sandbox, is_stored, path, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(LOOPBACK))
    reports = []
    client = av.Client(sandbox.api_key, base_url=secure)
    video = client.upload(path, title="secure", on_progress=reports.append)
    assert is_stored(video.video_id, path.read_bytes())
    assert reports[-1].sent == reports[-1].total == 11 * MiB


@pytest.mark.usefixtures("quick")
def test_a_server_that_nobody_vouches_for_gets_nothing(secure, sandbox, line):
    client = av.Client(sandbox.api_key, base_url=secure)
    client._session._retry = ONCE
    with pytest.raises(av.TransportError, match="No secure connection"):
        client.upload(b"x", title="nobody")
    assert not line.played
