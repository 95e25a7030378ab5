"""The service worker of `/doe-mee/`, with which the page of a table opens without a network."""

import hashlib
import json

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from home.answers import private

# All that the page of a table asks for, also late. The page itself names the rest, such as a city's own theme.
ASSETS = [
    "packages/components.css",
    "packages/fontsource-variable/noto-sans/files/noto-sans-latin-wght-normal.woff2",
    "packages/uqr/dist/index.mjs",
    "css/theme.css",
    "css/site.css",
    "home/icons.svg",
    "home/mark.svg",
    "home/copy.js",
    *(
        f"stadsbijeenkomst/{name}.js"
        for name in (
            "write",
            "card",
            "clock",
            "device",
            "field",
            "kept",
            "mine",
            "change",
            "outbox",
            "personal_data",
            "stand",
            "store",
        )
    ),
]


@require_safe
@private
def worker(request: HttpRequest) -> HttpResponse:
    """Answer a script of three lines: what to keep, and the worker itself out of the static files.

    At an address of its own: a worker rules over no more than the folder from which it comes. The names of the files
    carry their content in production, so a new release is another script, and the worker renews itself.
    """
    assets = [staticfiles_storage.url(name) for name in ASSETS]
    source = staticfiles_storage.url("stadsbijeenkomst/offline.js")
    version = hashlib.sha256("".join([source, *assets]).encode()).hexdigest()[:12]
    script = (
        f"const ASSETS = {json.dumps(assets)};\n"
        f"const STATIC = {json.dumps(settings.STATIC_URL)}, VERSION = {json.dumps(version)};\n"
        f"importScripts({json.dumps(source)});\n"
    )
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "private, no-cache"})
