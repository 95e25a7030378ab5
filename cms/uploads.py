"""Uploaded images on a site whose own process serves them: the embedded default, without a web server in front."""

import posixpath
from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

# Where Wagtail keeps images and their renditions. Documents are not here on purpose: Wagtail's own view serves them,
# after it has asked whether the reader may see their collection.
FOLDERS = {"images", "original_images"}
KINDS = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@require_safe
def image(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve an uploaded image as an image and nothing else: no script in it runs, no other kind of file leaves."""
    place = PurePosixPath(posixpath.normpath(name))
    kind = KINDS.get(place.suffix.lower())
    if not kind or place.parts[0] not in FOLDERS:
        raise Http404
    response = serve(request, str(place), document_root=str(settings.MEDIA_ROOT))
    response.headers["Content-Type"] = kind
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # A changed image gets a new name, so a browser may keep what it has.
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
