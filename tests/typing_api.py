"""Uses the public API as a caller would; type-checked, never run."""

import threading
from pathlib import Path

import apivideo_nb as av


def report(progress: av.Progress) -> float:
    return progress.sent / (progress.total or 1)


def use_all() -> tuple[object, ...]:
    client: av.Client = av.Client("key", base_url="http://127.0.0.1:8000")
    environment: str = client.environment
    video: av.Video = client.upload(
        Path("talk.mp4"),
        title="Talk",
        description="About things",
        public=False,
        tags=["pycon"],
        metadata={"speaker": "Ada"},
        clip=(5, "1:10"),
        on_progress=report,
        cancel=threading.Event(),
        wait="playable",
        force=True,
        deadline=60.0,
    )
    records: tuple[av.Record, ...] = client.upload_many(["a.mp4", {"source": "b.mp4"}])
    status: av.VideoStatus = video.wait("encoded").status()
    titles: list[str] = [found.title for found in client.videos.list(tags=["pycon"])]
    player: str | None = client.videos.get(video.video_id).assets.player
    client.videos.update(video.video_id, title="Better")
    client.videos.pick_thumbnail(video.video_id, "00:00:05")
    client.videos.upload_thumbnail(video.video_id, b"")
    client.videos.clone(video.video_id, "Again").delete()
    token: str = client.upload_tokens.create(ttl=60).token
    panel: av.Panel = av.Panel(client)
    with av.LocalSandbox("data") as sandbox:
        sample: str = sandbox.sample("waves")
    return environment, status.state, titles, player, token, panel, sample, records


def catch_all() -> str:
    text = ""
    try:
        use_all()
    except (av.AuthenticationError, av.NotFoundError, av.RateLimitError) as exc:
        text = f"{exc.status} {exc.slug} {exc.hint}"
    except (av.ServerError, av.ApiError) as exc:
        text = exc.title
    except av.UploadInterruptedError as exc:
        text = exc.video_id or ""
    except av.WaitTimeoutError as exc:
        text = exc.video_id
    except av.IngestError as exc:
        text = exc.hint
    except (av.ConfigurationError, av.DecodingError, av.EncodingError) as exc:
        text = exc.hint
    except (av.SourceError, av.TransportError, av.ApiVideoError) as exc:
        text = str(exc)
    return text
