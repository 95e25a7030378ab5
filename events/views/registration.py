"""Where people register and look after their registration, without an account and without JavaScript.

No view here looks at a session, so there is nothing that a forged request could borrow and no CSRF token, which would
need a cookie. What is in the address of a registration is signed; following it changes nothing, because programs that
look for viruses follow the links of a mail.
"""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from home import navigation
from home.answers import for_one_reader
from home.visibility import public

from .. import dates, letters, places, registration
from ..models import EventPage, Registration
from ..places import State
from ..registration import RegistrationClosed, RegistrationRefused
from ..registration_form import ChangeForm, RegistrationForm

OUTCOMES = {"plaats": Registration.Status.CONFIRMED, "wachtlijst": Registration.Status.WAITING}


@require_http_methods(["GET", "HEAD", "POST"])
@for_one_reader
def register(request: HttpRequest, uid: UUID, on: str = "") -> HttpResponse:
    """Let somebody choose a date of a series, and register for it or for the activity as a whole."""
    event = _event(uid)
    context = {"event": event, "csrf_token": ""}
    if not on and places.is_per_date(event):
        return render(request, "events/choose_date.html", context | {"options": places.of(event)})
    found = places.at(event, _date(on))
    if found is None or bool(on) != places.is_per_date(event):
        raise Http404(_("There is no such date."))
    form = RegistrationForm(
        event, request.POST if request.method == "POST" else None, privacy=navigation.privacy(event.locale)
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            entry = form.entry(event.locale.language_code)
            outcome = registration.register(event, found.on, form.cleaned_data["key"], entry)
        except RegistrationRefused as refusal:
            status = 409
            if isinstance(refusal, RegistrationClosed):
                found = places.at(event, found.on)
            form.add_error("people" if "people" in form.fields else None, str(refusal.sentence))
        else:
            (word,) = (word for word, meant in OUTCOMES.items() if meant == outcome)
            return redirect("events:registered", uid=uid, outcome=word)
    elif form.is_bound:
        status = 422
    context |= {"form": form, "option": found}
    return render(request, "events/register.html", context, status=status)


@require_safe
@for_one_reader
def registered(request: HttpRequest, uid: UUID, outcome: str) -> HttpResponse:
    """Say that it worked. The same for who was registered already."""
    if outcome not in OUTCOMES:
        raise Http404(_("There is no such page."))
    context = {"event": _event(uid), "is_waiting": OUTCOMES[outcome] == Registration.Status.WAITING}
    return render(request, "events/registered.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_one_reader
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Show somebody his own registration; change or cancel it when the form is sent."""
    found = letters.find(token)
    if found is None or letters.is_expired(found):
        return render(request, "events/registration_gone.html", status=404 if found is None else 410)
    translation.activate(found.language)
    form, complaint, status = ChangeForm(found), "", 200
    if request.method == "POST":
        try:
            if request.POST.get("verb") == "cancel":
                registration.cancel(found)
                return redirect(f"{request.path}?klaar=afgemeld")
            form = ChangeForm(found, request.POST)
            if form.is_valid():
                registration.change(found, form.entry(found.language))
                return redirect(f"{request.path}?klaar=gewijzigd")
            status = 422
        except RegistrationRefused as refusal:
            complaint, status = str(refusal.sentence), 409
    ahead = [day for day in letters.heard(found).values() if not day.is_off and day.ends_at > timezone.now()]
    context = {
        "registration": found,
        "event": found.event,
        "form": form,
        "complaint": complaint,
        "done": request.GET.get("klaar", ""),
        "when": [dates.span(day.starts_at, day.ends_at, found.event.all_day) for day in ahead],
        "is_changeable": _is_changeable(found),
        "csrf_token": "",
    }
    return render(request, "events/own_registration.html", context, status=status)


def _event(uid: UUID) -> EventPage:
    """Return a public event and speak its language. An alias has no registration of its own."""
    found = EventPage.objects.filter(public(), uid=uid, alias_of=None).select_related("locale", "venue").first()
    if found is None or not found.registration_open:
        raise Http404(_("There is no registration for this activity."))
    translation.activate(found.locale.language_code)
    return found


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        found = None
    if text and (found is None or found.isoformat() != text):
        raise Http404(_("There is no such date."))
    return found


def _is_changeable(found: Registration) -> bool:
    if found.status == Registration.Status.CANCELLED or not found.event.live:
        return False
    now = places.at(found.event, found.on)
    return now is not None and now.state not in {State.BEGUN, State.CANCELLED}
