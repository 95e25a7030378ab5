"""Everything that differs between sites, read from the environment, in this one place.

Each name below stands with its meaning in `.env.example` and `docs/configuration.md`; a test compares the three.
"""

from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parents[2]

env = environ.Env(
    ALLOWED_HOSTS=(list, ["localhost", "127.0.0.1", "[::1]"]),
    BASE_URL=(str, "http://localhost:8000"),
    CACHE_URL=(str, ""),
    CALENDAR_IMPORT_TRUSTED=(list, []),
    FIGURES_IMPORT_TRUSTED=(list, []),
    DATABASE_CONN_MAX_AGE=(int, 60),
    DATABASE_URL=(str, ""),
    DATA_DIR=(str, str(ROOT / "var")),
    DEBUG=(bool, False),
    DECLARATION_DAYS=(int, 365),
    DEFAULT_FROM_EMAIL=(str, "wijkverbond@localhost"),
    EMAIL_URL=(str, "consolemail://"),
    LOG_LEVEL=(str, "INFO"),
    NOTE_DAYS=(int, 90),
    NOTE_DAYS_UNPUBLISHED=(int, 365),
    NPM_REGISTRY=(str, "https://registry.npmjs.org"),
    QUIET_DAYS=(int, 60),
    REGISTRATION_DAYS=(int, 30),
    SECRET_KEY=(str, ""),
    SENSITIVE_DAYS=(int, 14),
    STORY_GRACE_DAYS=(int, 30),
    STORAGE_BUCKET=(str, ""),
    STORAGE_ENDPOINT_URL=(str, ""),
    STORAGE_PUBLIC_HOST=(str, ""),
    STORAGE_REGION=(str, ""),
    STREAM_URL=(str, ""),
    TRUSTED_PROXY=(bool, False),
)

environ.Env.read_env(str(ROOT / ".env"))
