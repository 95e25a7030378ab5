"""Which content security policy an answer gets."""

from collections.abc import Callable

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

# Wagtail's admin is not clean under a strict policy (choosers, Draftail write inline styles and scripts), and its
# preview panel frames our own pages. Relaxed for script, style and frames only, and nowhere else.
ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
}


class PolicyMiddleware:
    """Give the admin its own policy; everything else keeps the strict one from the settings."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(reverse("wagtailadmin_home")):
            response._csp_replace = ADMIN_POLICY
            response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
            response.headers.setdefault("X-Robots-Tag", "noindex")
        else:
            response.headers.setdefault("X-Frame-Options", "DENY")
        return response
