"""The programme lead's desk in the admin: phase, moderation, tables with their codes, report."""

import segno
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from .. import proceedings, tables
from ..forms import TablesForm
from ..models import Note, Proceedings, StadsbijeenkomstPage, Table

may_lead = permission_required("stadsbijeenkomst.change_proceedings")

VERBS = {
    "open": lambda meeting: proceedings.enter(meeting, Proceedings.Phase.COLLECT),
    "close": lambda meeting: proceedings.enter(meeting, Proceedings.Phase.CLOSED),
    "moderate": lambda meeting: proceedings.moderate(meeting, True),
    "show_at_once": lambda meeting: proceedings.moderate(meeting, False),
    "publish_report": proceedings.publish_report,
    "withdraw_report": proceedings.withdraw_report,
}
TABLE_VERBS = {"revoke": tables.revoke, "renew": tables.renew}


@require_safe
@may_lead
def index(request: HttpRequest) -> HttpResponse:
    """List the meetings, the newest first."""
    meetings = StadsbijeenkomstPage.objects.select_related("proceedings").order_by("-starts_at")
    return render(
        request,
        "stadsbijeenkomst/admin/desks.html",
        {"page_title": _("City meetings"), "header_icon": "group", "meetings": meetings},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@may_lead
def desk(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show where one meeting stands, and do what a button says."""
    meeting = get_object_or_404(StadsbijeenkomstPage.objects.select_related("proceedings"), pk=meeting_id)
    form = TablesForm(request.POST if "add_tables" in request.POST else None)
    if request.method == "POST" and (form.is_valid() if form.is_bound else act(request, meeting)):
        if form.is_bound:
            for _number in range(form.cleaned_data["amount"]):
                tables.add(meeting, form.cleaned_data["wijk"], form.cleaned_data["topic"])
        messages.success(request, _("Done."))
        return redirect("stadsbijeenkomst_desk", meeting_id)
    seats = Table.objects.filter(meeting=meeting).select_related("wijk").defer("wijk__boundary", "wijk__body")
    context = {
        "page_title": meeting.title,
        "header_icon": "group",
        "meeting": meeting,
        "tables": seats.order_by("number"),
        "waiting": Note.objects.waiting().filter(meeting=meeting).count(),
        "form": form,
    }
    return render(request, "stadsbijeenkomst/admin/desk.html", context, status=422 if form.errors else 200)


def act(request: HttpRequest, meeting: StadsbijeenkomstPage) -> bool:
    """Do what the pressed button says; an unknown button is a bad request."""
    if (verb := request.POST.get("verb")) in VERBS:
        VERBS[verb](meeting)
        return True
    for name, on_table in TABLE_VERBS.items():
        if (number := request.POST.get(name, "")).isascii() and number.isdigit() and len(number) < 10:
            on_table(get_object_or_404(Table, meeting=meeting, pk=number))
            return True
    raise BadRequest(_("This button is not known here."))


@require_safe
@may_lead
def cards(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show a card for each table, to print: its code, and a QR code of its address."""
    meeting = get_object_or_404(StadsbijeenkomstPage, pk=meeting_id)
    found = meeting.tables.filter(revoked_at=None).select_related("wijk").defer("wijk__boundary", "wijk__body")
    host = request.build_absolute_uri(reverse("stadsbijeenkomst:join"))
    shown = [
        (table, f"{table.code[:3]} {table.code[3:]}", segno.make(host + table.code, error="m").svg_data_uri(scale=5))
        for table in found.order_by("number")
    ]
    response = render(request, "stadsbijeenkomst/cards.html", {"meeting": meeting, "cards": shown, "host": host})
    response.headers["Cache-Control"] = "private, no-store"
    return response
