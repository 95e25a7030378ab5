"""What every site of the suite shares. What differs between sites is read in `environment`."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from .environment import ROOT, env

BASE_URL = env("BASE_URL").rstrip("/")
DATA_DIR = Path(env("DATA_DIR"))
DEBUG = False
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env("ALLOWED_HOSTS")
ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "cms",
    "search",
    "stadsbijeenkomst",
    "coalitions",
    "events",
    "home",
    "wagtail_modeladmin",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.documents",
    "wagtail.embeds",
    "wagtail.images",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.users",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # First, because an answer that is kept is served without running anything below it.
    "cms.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "cms.headers.PolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "cms.open_data_headers.OpenDataMiddleware",
    "cms.refusals.AddressMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "cms.language.LanguageMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# Database: SQLite in a file by default, PostgreSQL by DATABASE_URL.

if env("DATABASE_URL"):
    DATABASES = {
        "default": env.db_url("DATABASE_URL")
        | {"CONN_MAX_AGE": env("DATABASE_CONN_MAX_AGE"), "CONN_HEALTH_CHECKS": True}
    }
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "db.sqlite3"}}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] |= {
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A transaction that will write takes its lock at the start: two writers wait for each other
            # instead of one failing halfway. WAL lets readers go on meanwhile. `synchronous` stays FULL:
            # what a participant was told is saved must survive a power cut.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
        },
    }

# Cache: files by default, so that every process on the machine sees the same; Valkey or Redis by CACHE_URL.

if env("CACHE_URL"):
    CACHES = {"default": env.cache_url("CACHE_URL")}
else:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"}
    }

# Files: local by default, an S3-compatible store by STORAGE_BUCKET. Its public host serves the images; documents
# always pass through Wagtail, which knows who may read them.

MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if env("STORAGE_BUCKET"):
    if not env("STORAGE_PUBLIC_HOST"):
        raise ImproperlyConfigured("STORAGE_PUBLIC_HOST must name the host that serves the images of STORAGE_BUCKET.")
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env("STORAGE_BUCKET"),
            "endpoint_url": env("STORAGE_ENDPOINT_URL") or None,
            "region_name": env("STORAGE_REGION") or None,
            "custom_domain": env("STORAGE_PUBLIC_HOST"),
            "file_overwrite": False,
            "querystring_auth": False,
        },
    }

DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

EMAIL_CONFIG = env.email_url("EMAIL_URL")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL")

# Personal data

DECLARATION_DAYS = env("DECLARATION_DAYS")
REGISTRATION_DAYS = env("REGISTRATION_DAYS")
NOTE_DAYS, NOTE_DAYS_UNPUBLISHED = env("NOTE_DAYS"), env("NOTE_DAYS_UNPUBLISHED")
SENSITIVE_DAYS = env("SENSITIVE_DAYS")
STORY_GRACE_DAYS = env("STORY_GRACE_DAYS")

# Actions

QUIET_DAYS = env("QUIET_DAYS")

# The handbook that editors read in the admin

HANDBOOK_DIR = ROOT / "docs" / "handboek"

# Languages and time

LANGUAGE_CODE = "nl"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
# An editor in another zone would read, and save again, another hour than the one on the poster.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]

# Hosts (`host:port`) within the own network that editors may import a calendar from; all others must be public.

CALENDAR_IMPORT_TRUSTED = env("CALENDAR_IMPORT_TRUSTED")
FIGURES_IMPORT_TRUSTED = env("FIGURES_IMPORT_TRUSTED")

# Security and privacy headers

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cms.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
if env("STORAGE_BUCKET"):
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(f"https://{env('STORAGE_PUBLIC_HOST')}")
# Where browsers find the live stream of a meeting's board; empty: they ask every few seconds.
STREAM_URL = env("STREAM_URL").rstrip("/")
if STREAM_URL and STREAM_URL != BASE_URL:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"].append(STREAM_URL)
# `cms.headers` writes X-Frame-Options beside the policy that it belongs to.
SILENCED_SYSTEM_CHECKS = ["security.W002"]
PERMISSIONS_POLICY = {
    feature: [] for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}
CSRF_TRUSTED_ORIGINS = [BASE_URL]
if env("TRUSTED_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Wagtail

WAGTAIL_SITE_NAME = "Wijkverbond"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 25 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "dutch"},
}
TAGGIT_CASE_INSENSITIVE = True

# Logs name no person: no IP address, no form content, no address with a secret in it.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"route": {"()": "cms.logs.RouteFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["route"]}},
    # WeasyPrint and its fonts tell every step that they take.
    "loggers": {
        "django_tasks": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL")},
}
