"""Production: refuses to start on settings that would expose the site."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, BASE_URL, SECRET_KEY, STORAGES
from .environment import env

if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure"):
    raise ImproperlyConfigured("SECRET_KEY must be a random text of at least 50 characters.")
if not ALLOWED_HOSTS or any("*" in host or host == "." for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the site's hosts; a wildcard is refused.")
if env("DEBUG"):
    raise ImproperlyConfigured("DEBUG must be off in production.")
if not BASE_URL.startswith("https://") or not validate_host(urlsplit(BASE_URL).hostname or "", ALLOWED_HOSTS):
    raise ImproperlyConfigured("BASE_URL must be the site's https address, with a host of ALLOWED_HOSTS.")

DEBUG = False
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^_healthz/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES["staticfiles"] = {"BACKEND": "cms.static_files.StaticFiles"}
