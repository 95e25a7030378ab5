"""Addresses that nobody can have meant, refused before a database sees them."""

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

# What Django leaves of a byte in the path that is not UTF-8.
BROKEN = re.compile("%[89A-F][0-9A-F]")


class AddressMiddleware:
    """Answer 400 to an address with a NUL in it or with bytes that are not UTF-8.

    PostgreSQL stores no NUL and raises an error where SQLite finds nothing. Decoding with replacement characters, as
    Django does for the query, would look for something that nobody typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
        if "\0" in request.path_info or b"\0" in query or BROKEN.search(request.path_info) or not is_utf8(query):
            raise BadRequest(_("There is a character in this address that cannot be in an address."))
        return self.get_response(request)


def is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
