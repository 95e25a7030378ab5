"""Mailing the lead of a coalition the link to its own page, from the admin."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from .. import leading, rights
from ..models import CoalitionPage


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show where the link goes to, and mail it when that is confirmed."""
    page = CoalitionPage.objects.find(page_id)
    if page is None:
        raise Http404(_("There is no such coalition."))
    if not rights.may_write_lead(request.user, page):
        raise PermissionDenied
    if request.method == "POST":
        number = leading.post("lead_link", page) if page.live else 0
        if number:
            said = ngettext("The link is on its way to %s address.", "The link is on its way to %s addresses.", number)
            messages.success(request, said % number)
        else:
            messages.error(request, _("Nothing was sent: there is no address of the lead, or the page is not live."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    context = {
        "page_title": _("Link for the lead"),
        "page_subtitle": page.title,
        "header_icon": "mail",
        "coalition": page,
        "addresses": leading.addresses(page),
    }
    return render(request, "coalitions/admin/lead_letter.html", context)
