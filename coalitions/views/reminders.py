"""Where the owner of an action stops the reminders of it: `/acties/geen-herinnering/<token>`.

Following the link changes nothing, because programs that look for viruses follow the links of a mail; the button does.
The mail program's own button sends the same POST, without cookies (RFC 8058), which is why nothing here redirects.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from home.answers import private

from .. import reminders


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
@private
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the reminders must stop, or stop them."""
    is_stopped = request.method == "POST" and reminders.stop(token)
    actions = reminders.named(token)
    if actions is None:
        return render(request, "coalitions/stop_gone.html", {"csrf_token": ""}, status=404)
    context = {"actions": actions, "is_stopped": is_stopped, "csrf_token": ""}
    return render(request, "coalitions/stop_reminders.html", context)
