"""Where the owner of an action stops the reminders of it: `/acties/geen-herinnering/<token>`.

Following the link changes nothing; the button does. The mail program's own button sends the same POST, without cookies
(RFC 8058), which is why nothing here redirects.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from home.answers import for_one_reader

from .. import reminders
from .reading import show


@require_http_methods(["GET", "HEAD", "POST"])
@for_one_reader
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the reminders must stop, or stop them."""
    is_stopped = request.method == "POST" and reminders.stop(token)
    actions = reminders.named(token)
    if actions is None:
        return show(request, "stop_gone", 404)
    return show(request, "stop_reminders", actions=actions, is_stopped=is_stopped)
