"""The tables, as the steps that made them; a step once released never changes.

Times are whole seconds since 1970, UTC.
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

MIGRATIONS: Final = (_FIRST_LIGHT,)
