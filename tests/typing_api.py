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
    client.videos.restore(next(client.videos.discarded()).video_id)
    token: str = client.upload_tokens.create(ttl=60).token
    handed_in: av.Video = av.upload_with_token(token, "talk.mp4", on_progress=report)
    snippets: list[str] = [video.to_markdown(), video.to_html(), video.to_myst()]
    panel: av.Panel = av.Panel(client)
    library: av.Library = av.Library(client)
    av.register_source(Path, lambda path: path.read_bytes())
    published: av.Video = av.publish([b""], fps=24, title="Frames")
    details = use_nouns(client, video.video_id)
    offloaded: av.OffloadReport = av.offload(["a.ipynb"], min_size="1 MB", dry_run=True)
    saved: int = offloaded.saved
    with av.LocalSandbox("data") as sandbox:
        sample: str = sandbox.sample("waves")
    found = (environment, status.state, titles, player, token, sample, records, saved)
    return *found, *snippets, *details, panel, library, published, handed_in


def use_nouns(client: av.Client, video_id: str) -> tuple[object, ...]:
    caption: av.Caption = client.captions.upload(video_id, "en", Path("talk.srt"))
    chapter: av.Chapter = client.chapters.create(video_id, "en", {"0:00": "Why"})
    text: str = client.captions.text(video_id, caption.srclang)
    mark: av.Watermark = client.watermarks.upload(Path("mark.png"))
    theme: av.PlayerTheme = client.players.create(name="Lecture", hide_title=True)
    hook: av.Webhook = client.webhooks.create("https://host/hook", ["video.caption"])
    tags: list[av.Tag] = list(client.tags.list(value="py"))
    summary: av.Summary = client.summaries.create(video_id)
    source: av.SummarySource = client.summaries.source(summary.summary_id)
    tokens: list[av.UploadToken] = list(client.upload_tokens.list())
    plays: float = client.analytics.metric("play", "count")
    by: list[str] = [
        share.dimension_value for share in client.analytics.breakdown("play", "country")
    ]
    return (chapter, text, mark, theme, hook, tags, source, tokens, plays, by)


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
