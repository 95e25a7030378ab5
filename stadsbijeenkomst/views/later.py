"""What a table does when the writing is over: vote, and say who begins with its actions."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import ballot, limits, plans, tables
from ..models import Proceedings, Table
from ..tables import Seat
from ..voting_forms import PlanForm, VoteForm
from .seats import about, device_of, seated, slow_down, with_device

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@seated
def vote(request: HttpRequest, code: str, seat: Seat) -> HttpResponse:
    """Show the ballot of the table and keep what a device chose; outside the voting, say where things stand."""
    table = tables.at(seat)
    state = table.meeting.state
    if state.phase != Proceedings.Phase.PRIORITISE:
        return no_vote(request, code, table, sent=request.method == "POST")
    if request.method == "POST":
        return cast(request, code, seat, table)
    # A device without a number gets one with this page, so that its next visit shows what it chose.
    return with_device(request, ballot_page(request, code, seat, table))


def cast(request: HttpRequest, code: str, seat: Seat, table: Table) -> HttpResponse:
    """Keep the choice of a device, or show it again with what is wrong."""
    state, device = table.meeting.state, device_of(request)
    order = device and ballot.voter(state, table.pk, device)
    form = VoteForm(ballot.choices(table, state.ballot, order), state.votes_each, request.POST)
    status = 422
    if device is None:
        form.add_error(
            None, _("Your browser keeps no cookies, so your votes cannot be counted once. Allow them, please.")
        )
        status = 403
    elif form.is_valid() and not limits.votes.take(code):
        form.add_error(None, slow_down())
        status = 429
    elif form.is_valid():
        try:
            ballot.cast(seat, device, form.cleaned_data["groups"])
        except ballot.BallotClosed:
            return no_vote(request, code, tables.at(seat), sent=True)
        except ballot.VoteRefused as refusal:
            form.add_error("groups", refusal.sentence)
        else:
            return HttpResponseRedirect(f"{reverse('stadsbijeenkomst:vote', args=[code])}?bewaard=1", status=303)
    return ballot_page(request, code, seat, table, form, status=status)


def ballot_page(
    request: HttpRequest, code: str, seat: Seat, table: Table, form: VoteForm | None = None, status: int = 200
) -> HttpResponse:
    state, device = table.meeting.state, device_of(request)
    if form is None:
        order = ballot.voter(state, table.pk, device) if device else None
        choices = ballot.choices(table, state.ballot, order)
        form = VoteForm(choices, state.votes_each, chosen=ballot.chosen(state, seat, device))
    form.fields["groups"].label = table.meeting.questions[state.ballot]
    context = about(code, table) | {
        "form": form,
        "state": state,
        "is_saved": status == 200 and request.GET.get("bewaard") == "1",
    }
    return render(request, "stadsbijeenkomst/vote.html", context, status=status)


def no_vote(request: HttpRequest, code: str, table: Table, sent: bool) -> HttpResponse:
    """Say that there is no voting now; afterwards with what the table's ballot brought. A vote that comes then is not
    kept, and whoever sent it reads that first."""
    state = table.meeting.state
    totals = ballot.totals(table.meeting)
    results = [
        (choice, totals.get(choice.group_id, 0))
        for choice in (ballot.choices(table, state.ballot) if state.shows_votes else [])
    ]
    context = about(code, table) | {
        "state": state,
        "question": table.meeting.questions[state.ballot],
        "results": sorted(results, key=lambda result: -result[1]),
        "was_sent": sent,
    }
    return render(request, "stadsbijeenkomst/no_vote.html", context, status=409 if sent else 200)


@require_http_methods(METHODS)
@seated
def plan(request: HttpRequest, code: str, seat: Seat) -> HttpResponse:
    """Show the actions of the table; the host says of each who begins, with what and before when."""
    table = tables.at(seat)
    sent = request.method == "POST"
    if not plans.is_open(table.meeting.state):
        return plans_page(request, code, seat, table, [], status=409 if sent else 200)
    items = plans.of_table(table)
    if not seat.is_host:
        refusal = plans.NotTheHost.sentence if sent else ""
        return plans_page(request, code, seat, table, items, status=403 if sent else 200, complaint=refusal)
    if not sent:
        return plans_page(request, code, seat, table, items)
    if not limits.notes.take(code):
        forms = {item.note_id: PlanForm(item, request.POST) for item in items}
        return plans_page(request, code, seat, table, items, forms, status=429, complaint=slow_down())
    forms = {item.note_id: PlanForm(item, request.POST) for item in items if f"{item.note_id}-who" in request.POST}
    # Each of them, also after one that is refused: what is right is kept.
    outcomes = [kept(seat, form) for form in forms.values()]
    if all(outcomes):
        return HttpResponseRedirect(f"{reverse('stadsbijeenkomst:plans', args=[code])}?bewaard=1", status=303)
    return plans_page(request, code, seat, table, plans.of_table(table), forms, status=422)


def kept(seat: Seat, form: PlanForm) -> bool:
    """Keep what a form says; False, with a message in it, when it cannot be. A form that nobody touched is left."""
    if not form.is_valid():
        return False
    if form.is_untouched:
        return True
    said = form.cleaned_data
    plan = {name: said[name] for name in ("who", "first_step", "due_on")}
    try:
        plans.write(seat, form.item.note_id, said["seen"], **plan)
    except plans.PlanRefused as refusal:
        form.refuse(refusal.sentence, plans.current(form.item.note_id))
        return False
    return True


def plans_page(request, code, seat, table, items, forms=None, status=200, complaint="") -> HttpResponse:
    forms = forms or {}
    is_open = plans.is_open(table.meeting.state)
    rows = [
        (
            item,
            plans.is_complete(item.plan),
            (forms.get(item.note_id) or PlanForm(item)) if seat.is_host and not item.is_action else None,
        )
        for item in items
    ]
    context = about(code, table) | {
        "rows": rows,
        "forms": [form for _item, _complete, form in rows if form is not None],
        "is_host": seat.is_host,
        "is_open": is_open,
        "is_saved": status == 200 and request.GET.get("bewaard") == "1",
        "complaint": complaint,
    }
    return render(request, "stadsbijeenkomst/plans.html", context, status=status)
