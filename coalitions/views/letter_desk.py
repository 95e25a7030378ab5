"""Where an editor has a first text of the letter to the council written, and sees which numbers changed since."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import factsheet_letter
from ..models import FactsheetPage


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the text that the numbers give now; put it into the draft of the page when the button is pressed."""
    page = get_object_or_404(FactsheetPage.objects.select_related("locale"), id=page_id)
    may = page.permissions_for_user(request.user)
    if not may.can_edit() or may.page_locked():
        raise PermissionDenied
    if request.method == "POST":
        factsheet_letter.write(page, request.user)
        messages.success(request, _("The first text stands in the draft. Read it, change it, and publish it."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    draft = page.get_latest_revision_as_object()
    found, text = factsheet_letter.first_text(draft)
    return render(
        request,
        "coalitions/admin/letter.html",
        {
            "page_title": _("Letter to the council"),
            "page_subtitle": draft.title,
            "header_icon": "doc-full",
            "factsheet_page": draft,
            "factsheet": found,
            "text": text,
            "changed": factsheet_letter.changed(draft, found) if draft.has_letter else [],
        },
    )
