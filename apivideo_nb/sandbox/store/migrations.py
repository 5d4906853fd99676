"""The tables, as the steps that made them; a step once released never changes.

Times are seconds since 1970, UTC; whole ones but for those that are REAL.
"""

from typing import Final

_FIRST_LIGHT: Final = (
    """
    CREATE TABLE videos (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        video_id TEXT NOT NULL UNIQUE,
        project TEXT NOT NULL,
        title TEXT NOT NULL,
        title_folded TEXT NOT NULL,
        description TEXT NOT NULL,
        description_folded TEXT NOT NULL,
        public INTEGER NOT NULL,
        panoramic INTEGER NOT NULL,
        mp4_support INTEGER NOT NULL,
        player_id TEXT,
        language TEXT,
        clip_start TEXT,
        clip_end TEXT,
        token_epoch INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        published_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
    ) STRICT
    """,
    # each index ends where a page of the list is cut: rows are read for one page only
    "CREATE INDEX videos_by_creation ON videos (project, created_at, seq)",
    "CREATE INDEX videos_by_publication ON videos (project, published_at, seq)",
    "CREATE INDEX videos_by_update ON videos (project, updated_at, seq)",
    "CREATE INDEX videos_by_title ON videos (project, title_folded, seq)",
    """
    CREATE TABLE tags (
        video_id TEXT NOT NULL REFERENCES videos (video_id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (video_id, place)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX tags_by_value ON tags (value, video_id)",
    """
    CREATE TABLE metadata (
        video_id TEXT NOT NULL REFERENCES videos (video_id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (video_id, place)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX metadata_by_pair ON metadata (key, value, video_id)",
    """
    CREATE TABLE sources (
        video_id TEXT PRIMARY KEY REFERENCES videos (video_id) ON DELETE CASCADE,
        origin TEXT NOT NULL CHECK (origin IN ('upload', 'download', 'copy')),
        reference TEXT,
        ingest TEXT
            CHECK (ingest IN ('uploading', 'uploaded', 'ingesting', 'ingested')),
        unit TEXT CHECK (unit IN ('bytes', 'part')),
        total INTEGER,
        filesize INTEGER
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE chunks (
        video_id TEXT NOT NULL REFERENCES videos (video_id) ON DELETE CASCADE,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        total INTEGER,
        size INTEGER NOT NULL,
        PRIMARY KEY (video_id, first)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE encodings (
        video_id TEXT PRIMARY KEY REFERENCES videos (video_id) ON DELETE CASCADE,
        playable INTEGER NOT NULL DEFAULT 0,
        reason TEXT,
        metadata TEXT NOT NULL DEFAULT '{}',
        rendition TEXT,
        thumbnail_at TEXT,
        picture INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE qualities (
        video_id TEXT NOT NULL REFERENCES videos (video_id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        type TEXT NOT NULL,
        quality TEXT NOT NULL,
        status TEXT NOT NULL
            CHECK (status IN ('waiting', 'encoding', 'encoded', 'failed')),
        PRIMARY KEY (video_id, type, quality)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE jobs (
        job_id INTEGER PRIMARY KEY AUTOINCREMENT,
        video_id TEXT NOT NULL REFERENCES videos (video_id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('download', 'copy', 'encode')),
        running INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX jobs_by_video ON jobs (video_id)",
    """
    CREATE TABLE bearer_tokens (
        hash TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('access', 'refresh')),
        key_hash TEXT NOT NULL,
        expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX bearer_tokens_by_end ON bearer_tokens (expires_at)",
    """
    CREATE TABLE upload_tokens (
        token TEXT PRIMARY KEY,
        project TEXT NOT NULL,
        ttl INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE viewings (
        token_hash TEXT PRIMARY KEY,
        video_id TEXT NOT NULL REFERENCES videos (video_id) ON DELETE CASCADE,
        session_hash TEXT NOT NULL,
        opened_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX viewings_by_video ON viewings (video_id)",
    "CREATE INDEX viewings_by_session ON viewings (session_hash)",
)

_TOLD_AND_COUNTED: Final = (
    """
    CREATE TABLE webhooks (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        webhook_id TEXT NOT NULL UNIQUE,
        project TEXT NOT NULL,
        url TEXT NOT NULL,
        events TEXT NOT NULL,
        secret TEXT NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX webhooks_by_creation ON webhooks (project, created_at, seq)",
    """
    CREATE TABLE deliveries (
        delivery_id INTEGER PRIMARY KEY AUTOINCREMENT,
        webhook_id TEXT NOT NULL REFERENCES webhooks (webhook_id) ON DELETE CASCADE,
        body TEXT NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        due_at REAL NOT NULL
    ) STRICT
    """,
    "CREATE INDEX deliveries_by_time ON deliveries (due_at, delivery_id)",
    "CREATE INDEX deliveries_by_webhook ON deliveries (webhook_id)",
    """
    CREATE TABLE announcements (
        video_id TEXT NOT NULL REFERENCES videos (video_id) ON DELETE CASCADE,
        type TEXT NOT NULL,
        quality TEXT NOT NULL,
        PRIMARY KEY (video_id, type, quality)
    ) STRICT, WITHOUT ROWID
    """,
    # what was ready before there were webhooks is no news
    """
    INSERT INTO announcements
    SELECT video_id, type, quality FROM qualities WHERE status = 'encoded'
    """,
    # the database keeps the dates itself, so that no way to bring a source forgets them
    "ALTER TABLE sources ADD COLUMN began_at INTEGER",
    "ALTER TABLE sources ADD COLUMN complete_at INTEGER",
    """
    CREATE TRIGGER sources_begin AFTER INSERT ON sources BEGIN
        UPDATE sources SET began_at = CAST(strftime('%s', 'now') AS INTEGER)
        WHERE video_id = NEW.video_id;
    END
    """,
    """
    CREATE TRIGGER sources_complete AFTER UPDATE OF ingest ON sources
    WHEN NEW.ingest IN ('uploaded', 'ingested') AND NEW.complete_at IS NULL BEGIN
        UPDATE sources SET complete_at = CAST(strftime('%s', 'now') AS INTEGER)
        WHERE video_id = NEW.video_id;
    END
    """,
    """
    CREATE TABLE views (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        video_id TEXT NOT NULL REFERENCES videos (video_id) ON DELETE CASCADE,
        mark TEXT NOT NULL,
        viewer TEXT NOT NULL,
        browser TEXT NOT NULL,
        operating_system TEXT NOT NULL,
        device_type TEXT NOT NULL,
        referrer TEXT NOT NULL,
        UNIQUE (video_id, mark)
    ) STRICT
    """,
    """
    CREATE TABLE view_events (
        view INTEGER NOT NULL REFERENCES views (seq) ON DELETE CASCADE,
        at REAL NOT NULL,
        kind TEXT NOT NULL
            CHECK (kind IN ('impression', 'play', 'start', 'end', 'watch')),
        value REAL NOT NULL
    ) STRICT
    """,
    "CREATE INDEX view_events_by_time ON view_events (at)",
    "CREATE INDEX view_events_by_view ON view_events (view, at)",
    """
    CREATE TABLE play_totals (
        video_id TEXT PRIMARY KEY REFERENCES videos (video_id) ON DELETE CASCADE,
        plays INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)

_ABOUT_CONTENT: Final = (
    # a list shows what is discarded or what is not, so that comes before its order
    "DROP INDEX videos_by_creation",
    "DROP INDEX videos_by_publication",
    "DROP INDEX videos_by_update",
    "DROP INDEX videos_by_title",
    "ALTER TABLE videos ADD COLUMN discarded_at INTEGER",
    *(
        f"CREATE INDEX videos_by_{name}"
        f" ON videos (project, discarded_at, {column}, seq)"
        for name, column in (
            ("creation", "created_at"),
            ("publication", "published_at"),
            ("update", "updated_at"),
            ("title", "title_folded"),
        )
    ),
    """
    CREATE INDEX videos_by_discard ON videos (discarded_at)
        WHERE discarded_at IS NOT NULL
    """,
    "CREATE INDEX videos_by_player ON videos (player_id) WHERE player_id IS NOT NULL",
    "ALTER TABLE videos ADD COLUMN transcript INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE videos ADD COLUMN transcript_summary INTEGER NOT NULL DEFAULT 0",
    """
    ALTER TABLE videos ADD COLUMN transcript_summary_attributes TEXT NOT NULL
        DEFAULT '["abstract", "takeaways"]'
    """,
    """
    CREATE TABLE text_tracks (
        video_id TEXT NOT NULL REFERENCES videos (video_id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('captions', 'chapters')),
        language TEXT NOT NULL,
        is_default INTEGER NOT NULL DEFAULT 0,
        content BLOB NOT NULL,
        PRIMARY KEY (video_id, kind, language)
    ) STRICT
    """,
    """
    CREATE TABLE watermarks (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        watermark_id TEXT NOT NULL UNIQUE,
        project TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        deleted INTEGER NOT NULL DEFAULT 0,
        image BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE marks (
        video_id TEXT PRIMARY KEY REFERENCES videos (video_id) ON DELETE CASCADE,
        watermark_id TEXT NOT NULL REFERENCES watermarks (watermark_id),
        placement TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX marks_by_watermark ON marks (watermark_id)",
    """
    CREATE TABLE players (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        player_id TEXT NOT NULL UNIQUE,
        project TEXT NOT NULL,
        name TEXT,
        name_folded TEXT NOT NULL,
        theme TEXT NOT NULL,
        logo BLOB,
        logo_type TEXT,
        logo_link TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE summaries (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        summary_id TEXT NOT NULL UNIQUE,
        video_id TEXT NOT NULL UNIQUE REFERENCES videos (video_id) ON DELETE CASCADE,
        project TEXT NOT NULL,
        origin TEXT NOT NULL CHECK (origin IN ('api', 'auto')),
        source_status TEXT NOT NULL CHECK (
            source_status IN ('missing', 'failed', 'completed', 'unprocessable')
        ),
        abstract TEXT,
        takeaways TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
    ) STRICT
    """,
)

MIGRATIONS: Final = (_FIRST_LIGHT, _TOLD_AND_COUNTED, _ABOUT_CONTENT)
