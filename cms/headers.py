"""Which content security policy an answer gets."""

from collections.abc import Callable

from csp.constants import HEADER, NONE, SELF, UNSAFE_INLINE
from csp.utils import build_policy
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
    """Give the admin its own policy, and everything else the strict one from the settings.

    Both are composed once and not for each answer, as django-csp's own middleware does: no page here has a nonce. A
    view that needs another policy sets the header itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.admin = reverse("wagtailadmin_home")
        self.admin_headers = {HEADER: build_policy(replace=ADMIN_POLICY), "X-Frame-Options": "SAMEORIGIN"}
        self.admin_headers["X-Robots-Tag"] = "noindex"
        self.public_headers = {HEADER: build_policy(), "X-Frame-Options": "DENY"}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        in_admin = request.path_info.startswith(self.admin)
        # What may be framed says so in a policy of its own; X-Frame-Options has no word for "anywhere".
        says_who_frames = "frame-ancestors" in response.headers.get(HEADER, "")
        for name, value in (self.admin_headers if in_admin else self.public_headers).items():
            if name != "X-Frame-Options" or not says_who_frames:
                response.headers.setdefault(name, value)
        return response
