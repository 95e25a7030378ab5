"""What editors do with the dates of an activity beside its form: look ahead, cancel, duplicate, and see a month."""

import re
from datetime import date

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.permission_policies.pages import PagePermissionPolicy

from .. import cancellation, duplication, periods, planner, preview, refusals
from ..forms import CancelForm, DuplicateForm
from ..models import EventPage
from ..recurrence import UnclearTime

MOST_DATES = 60


def editable(request: HttpRequest, page_id: int) -> EventPage:
    """Return an event that the user may change."""
    page = get_object_or_404(EventPage, id=page_id)
    if not page.permissions_for_user(request.user).can_edit() or page.alias_of_id:
        raise PermissionDenied
    return page


def may_publish(page: EventPage, user) -> bool:
    """Say whether `user` may publish `page` now: nobody may while somebody else holds it."""
    permissions = page.permissions_for_user(user)
    return permissions.can_publish() and not permissions.page_locked()


def workable(user) -> QuerySet[EventPage]:
    """Return the events in the part of the tree in which `user` writes."""
    return PagePermissionPolicy(EventPage).instances_user_has_any_permission_for(user, {"add", "change", "publish"})


def frame(page: EventPage, title: str) -> dict:
    return {"page_title": title, "page_subtitle": page.get_admin_display_title(), "header_icon": "date", "page": page}


@require_POST
def look_ahead(request: HttpRequest, page_id: int | None = None) -> HttpResponse:
    """Show what the form in hand would give: its dates, a hint about words, and how many people would get mail.

    Everything but that number comes from the form itself, and nothing is kept.
    """
    page = None if page_id is None else editable(request, page_id)
    data = request.POST.copy()
    form_class = EventPage.get_edit_handler().get_form_class()
    for name in form_class.formsets:
        data[f"{name}-INITIAL_FORMS"] = "0"
        rows = data.get(f"{name}-TOTAL_FORMS", "")
        data[f"{name}-TOTAL_FORMS"] = rows if re.fullmatch(r"[0-9]{1,3}", rows) else "0"
    for name in [name for name in data if name.endswith("-id")]:
        data[name] = ""
    form = form_class(data, instance=EventPage(), for_user=request.user)
    try:
        event = form.as_written()
    except ValueError as broken:  # Rich text that is no JSON: no editor writes that.
        raise BadRequest(_("This form is broken. Reload the page.")) from broken
    if page and page.live:
        event.pk = page.pk
    return render(request, "events/admin/_ahead.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: HttpRequest, page_id: int) -> HttpResponse:
    """List the dates to come of a public activity, and cancel those that are ticked."""
    page = editable(request, page_id)
    is_on = page.live and page.status != EventPage.Status.CANCELLED
    may_cancel = is_on and may_publish(page, request.user)
    form = CancelForm(request.POST if request.method == "POST" else None)
    chosen = {day for day in map(iso_day, request.POST.getlist("on")) if day}
    fault = ""
    if request.method == "POST":
        if not may_cancel:
            raise PermissionDenied
        if not chosen:
            fault = _("Tick at least one date.")
        elif form.is_valid():
            try:
                told = cancel_chosen(page, chosen, form.cleaned_data["reason"], request.user)
            except cancellation.NothingToCancel:
                fault = _("The dates have changed meanwhile. Choose again.")
            else:
                done = ngettext("%(number)d date is cancelled.", "%(number)d dates are cancelled.", len(chosen))
                messages.success(request, f"{done % {'number': len(chosen)}} {mailed(told)}")
                return redirect("events_dates", page_id)
    context = frame(page, _("Dates")) | {
        "dates": preview.upcoming(page, number=MOST_DATES),
        "form": form,
        "chosen": chosen,
        "fault": fault,
        "may_cancel": may_cancel,
    }
    return render(request, "events/admin/dates.html", context, status=422 if fault or form.errors else 200)


def cancel_chosen(page: EventPage, days: set[date], reason: str, user) -> int:
    """Cancel those dates, of what happens once the activity itself; return how many people are mailed."""
    if not page.rule:
        told = cancellation.would_tell(page)
        cancellation.cancel(page, reason, user)
    else:
        told = cancellation.would_tell(page, days)
        cancellation.cancel_dates(page, days, reason, user)
    return told


def mailed(number: int) -> str:
    """Say how many people are mailed."""
    if not number:
        return _("Nobody had to be told.")
    return ngettext("%(number)d person gets mail.", "%(number)d people get mail.", number) % {"number": number}


def iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def duplicate(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask for dates and make drafts of the activity on those; then list them."""
    page = editable(request, page_id)
    if not page.permissions_for_user(request.user).can_copy_to(page.get_parent()):
        raise PermissionDenied
    form = DuplicateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = duplication.duplicate(page, form.cleaned_data["days"], request.user)
        except UnclearTime as unclear:
            form.add_error("days", refusals.in_words(unclear))
        else:
            address = reverse("events_duplicate", args=[page.pk])
            return redirect(f"{address}?gemaakt={'-'.join(str(copy.pk) for copy in made)}")
    made = [int(text) for text in re.findall(r"[0-9]{1,18}", request.GET.get("gemaakt", "")[:2_000])]
    context = frame(page, _("Duplicate to other dates")) | {
        "form": form,
        "made": EventPage.objects.sibling_of(page).filter(pk__in=made, live=False).order_by("starts_at", "pk"),
    }
    return render(request, "events/admin/duplicate.html", context, status=422 if form.errors else 200)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a month with every date of the activities that the user may work on, drafts too."""
    today = timezone.localdate()
    first = month_asked(request.GET.get("maand", "")) or today.replace(day=1)
    events = workable(request.user)
    context = {
        "page_title": _("Planning"),
        "header_icon": "calendar-alt",
        "weeks": planner.month(events, first, today),
        "first": first,
        "before": periods.month_from(first, -1),
        "after": periods.month_from(first, 1),
    }
    return render(request, "events/admin/calendar.html", context)


def month_asked(text: str) -> date | None:
    """Return the first day of the month in an address, such as 2026-06; None for none."""
    if not text:
        return None
    found = iso_day(f"{text}-01")
    if found is None or not periods.EARLIEST <= found <= periods.LATEST:
        raise Http404(_("There is no such month."))
    return found
