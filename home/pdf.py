"""The one way from HTML to a PDF: tagged for who hears it (PDF/UA), with nothing from outside in it."""

import os
from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

VARIANT = "pdf/ua-1"


class PdfUnavailable(Exception):
    """The system has no Pango, so no PDF can be made here; what can be printed is the page."""


def render(html: str, base_url: str) -> bytes:
    """Return a document as a PDF; the same document gives the same bytes.

    The document says its own language (`<html lang>`) and title. Of what it asks for it gets the site's static files,
    by their address under `base_url`, and pictures within the text itself (`data:image`); no other file, no network.
    Takes seconds for a long document: call it from a task. Raises PdfUnavailable.
    """
    weasyprint = _weasyprint()
    document = weasyprint.HTML(string=html, base_url=base_url, url_fetcher=_fetcher()(base_url))
    return document.write_pdf(pdf_variant=VARIANT, pdf_identifier=sha256(html.encode()).digest())


def is_available() -> bool:
    """Say whether PDFs can be made on this system."""
    try:
        _weasyprint()
    except PdfUnavailable:
        return False
    return True


def own_file(address: str, base_url: str) -> Path:
    """Return the static file of this site that an address names; refuses everything else with ValueError."""
    shelf = urljoin(base_url, settings.STATIC_URL)
    plain = urlsplit(address)._replace(query="", fragment="").geturl()
    if not plain.startswith(shelf):
        raise ValueError("A PDF takes nothing but this site's own files.")
    name = unquote(plain.removeprefix(shelf))
    # In production the names carry a hash and only the collected files have them. Both look below their own folder.
    found = finders.find(name)
    path = Path(found or staticfiles_storage.path(name))
    if not path.is_file():
        raise ValueError(f"There is no static file {name}.")
    return path


@cache
def _weasyprint() -> ModuleType:
    # Not at the top: it takes a second and 45 MB, and most processes of the site never make a PDF.
    # fontTools writes the time into each font that it cuts to size; by this name it is told another.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    try:
        import weasyprint
    except OSError as missing:
        raise PdfUnavailable("Pango is not installed.") from missing
    return weasyprint


@cache
def _fetcher() -> type:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):
        def __init__(self, base_url: str) -> None:
            super().__init__(allowed_protocols=["data"])
            self.base_url = base_url

        def fetch(self, url, headers=None):
            if url.startswith("data:image/"):
                return super().fetch(url, headers)
            path = own_file(url, self.base_url)
            kind = guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return OwnFiles
