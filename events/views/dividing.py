"""“This date and what follows”: from a date on, a series goes on as another activity."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import preview, sequel, series
from ..models import EventPage, Registration
from .editing import MOST_DATES, editable, frame, iso_day, may_publish


@require_http_methods(["GET", "HEAD", "POST"])
def divide(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask for a date, tell what would happen, and do so when that is posted."""
    page = editable(request, page_id)
    if not page.permissions_for_user(request.user).can_copy_to(page.get_parent()):
        raise PermissionDenied
    if page.live and not may_publish(page, request.user):
        raise PermissionDenied
    fault, asked = "", request.POST if request.method == "POST" else request.GET
    on = iso_day(asked.get("on", ""))
    if request.method == "POST":
        try:
            if on is None:
                raise sequel.NoSuchDate
            new = sequel.begin(page, on, request.user)
        except sequel.SequelRefused as refused:
            fault = str(refused.sentence)
        else:
            messages.success(request, _("From this date on it is an activity of its own. Change it here."))
            return redirect("wagtailadmin_pages:edit", new.pk)
    context = frame(page, _("This date and what follows")) | {
        "dates": preview.upcoming(page, number=MOST_DATES),
        "first": min((day.on for day in series.dates(page)), default=None),
        "consequence": consequence(page, on) if on and not fault else None,
        "on": on,
        "fault": fault,
    }
    return render(request, "events/admin/divide.html", context, status=422 if fault else 200)


def consequence(page: EventPage, on: date) -> dict | None:
    """Return how many dates and registrations would go along with `on`; None for no date of the series."""
    days = series.dates(page)
    after = [day for day in days if day.on >= on]
    if not page.rule or not after or after[0].on != on or len(after) == len(days):
        return None
    taken = Registration.objects.filter(event=page).exclude(status=Registration.Status.CANCELLED)
    return {
        "before": len(days) - len(after),
        "after": len(after),
        "registered": taken.filter(on__gte=on).count(),
        "registered_for_all": taken.filter(on=None).count(),
    }
