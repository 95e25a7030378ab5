"""The embedded default: one machine, SQLite, local files. `DEBUG=1` turns on Django's debug pages."""

from django.core.management.utils import get_random_secret_key

from .base import *  # noqa: F403
from .base import DATA_DIR, MIDDLEWARE, SECRET_KEY, STATIC_ROOT
from .environment import env

DEBUG = env("DEBUG")
DATA_DIR.mkdir(parents=True, exist_ok=True)
# Static files come from where they stand in the source; whitenoise looks for the folder all the same.
STATIC_ROOT.mkdir(exist_ok=True)

if not SECRET_KEY:
    # Kept beside the database, so that sessions survive a restart; production takes it from the environment.
    key_file = DATA_DIR / "secret-key"
    if not key_file.exists():
        key_file.touch(mode=0o600)
        key_file.write_text(get_random_secret_key())
    SECRET_KEY = key_file.read_text()

# Style sheets and scripts come straight from their folders here, not compressed beforehand as in production.
GZIP = "django.middleware.gzip.GZipMiddleware"
MIDDLEWARE.remove(GZIP)
MIDDLEWARE.insert(MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware"), GZIP)
WHITENOISE_USE_FINDERS = True
