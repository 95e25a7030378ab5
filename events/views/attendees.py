"""Who comes to an activity: the list to tick on the evening itself, and what an editor does on somebody's behalf."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.permissions import page_permission_policy

from .. import dates, registration
from ..models import EventPage, Registration
from ..registration import RegistrationRefused


def may_see(user) -> bool:
    """Say whether `user` may see registrations at all."""
    return user.is_active and user.has_perms(["wagtailadmin.access_admin", "events.view_registration"])


def seen_by(user):
    """Return the registrations for activities whose page `user` may change."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    return Registration.objects.filter(event__in=EventPage.objects.filter(pk__in=pages.order_by().values("pk")))


@require_http_methods(["GET", "HEAD", "POST"])
def attendees(request: HttpRequest, event_id: int) -> HttpResponse:
    """Show who comes on one date, or to the whole of what happens once; store who was there."""
    event = get_object_or_404(EventPage, id=event_id)
    if not may_see(request.user) or not event.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    days = list(event.occurrences.order_by("starts_at"))
    on = _date(request.GET.get("datum", ""))
    everybody = event.registrations.standing().order_by("name", "pk")
    # Who registered for the whole comes to every date.
    shown = everybody.filter(on=None) | everybody.filter(on=on) if on else everybody
    found = list(shown)
    confirmed = [one for one in found if one.status == Registration.Status.CONFIRMED]
    if request.method == "POST":
        if not request.user.has_perm("events.change_registration"):
            raise PermissionDenied
        there = {int(pk) for pk in request.POST.getlist("there") if pk.isdecimal()}
        registration.mark([one for one in confirmed if one.pk in there], True)
        registration.mark([one for one in confirmed if one.pk not in there], False)
        messages.success(request, _("Saved who was there."))
        query = f"?{urlencode({'datum': on.isoformat()})}" if on else ""
        return redirect(reverse("events_attendees", args=[event.pk]) + query)
    context = {
        "page_title": _("Who comes"),
        "page_subtitle": event.title,
        "header_icon": "group",
        "event": event,
        "on": on,
        "days": [(day.on, dates.span(day.starts_at, day.ends_at, event.all_day)) for day in days],
        "confirmed": confirmed,
        "waiting": [one for one in found if one.status == Registration.Status.WAITING],
        "people": sum(one.people for one in confirmed),
        "may_change": request.user.has_perm("events.change_registration"),
        "register": f"{reverse('events_registration_modeladmin_index')}?{urlencode({'event': event.pk})}",
    }
    return render(request, "events/admin/attendees.html", context)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel somebody's registration on his behalf, or erase it because he asks for it."""
    found = seen_by(request.user).filter(pk=pk).first() if may_see(request.user) else None
    if found is None:
        raise PermissionDenied
    verb = request.POST.get("verb")
    needed = {"cancel": "events.change_registration", "erase": "events.delete_registration"}.get(verb)
    if needed is None:
        raise BadRequest(_("This button is not known here."))
    if not request.user.has_perm(needed):
        raise PermissionDenied
    if verb == "erase":
        registration.erase(found)
        messages.success(request, _("The registration is erased."))
        return redirect("events_registration_modeladmin_index")
    try:
        registration.cancel(found)
        messages.success(request, _("The registration is cancelled, and the person gets a mail."))
    except RegistrationRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("events_registration_modeladmin_inspect", found.pk)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Http404(_("There is no such date.")) from None
