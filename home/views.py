"""Admin views of the ground floor that no generic view gives."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import figure_import, handbook
from .forms import FiguresFileForm, FiguresTextForm


def import_figures(request: HttpRequest) -> HttpResponse:
    """Take a file or RIVM's table, show what it would change and what is wrong in it, and store it when asked to."""
    if not request.user.has_perms(["home.add_figure", "home.change_figure"]):
        raise PermissionDenied
    confirming = "text" in request.POST
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = (FiguresTextForm if confirming else FiguresFileForm)(*data)
    plan = form.preview if form.is_bound and form.is_valid() else None
    if confirming and plan and plan.is_importable:
        new, changed = figure_import.store(plan)
        told = ngettext("%(count)d new figure", "%(count)d new figures", new) % {"count": new}
        messages.success(request, _("Imported: %(new)s, %(changed)d changed.") % {"new": told, "changed": changed})
        return redirect("home_figure_modeladmin_index")
    return render(
        request,
        "home/admin/import_figures.html",
        {
            "form": FiguresFileForm() if confirming else form,
            "faults": form.errors.get("text", []),
            "plan": plan,
            "confirm": FiguresTextForm(initial={"text": plan.text}) if plan and plan.is_importable else None,
            "is_latin": getattr(form, "encoding", "") == "latin-1",
            "reading": getattr(form, "reading", None),
            "required": [name for name in figure_import.FIELDS if name not in figure_import.OPTIONAL],
            "optional": [name for name in figure_import.FIELDS if name in figure_import.OPTIONAL],
        },
        status=422 if form.is_bound and plan is None else 200,
    )


def read_handbook(request: HttpRequest, name: str) -> HttpResponse:
    """Show a page of the handbook; its links to other pages and pictures are addresses of the admin too."""
    found = handbook.page(name)
    if found is None:
        raise Http404(_("The handbook has no such page."))
    title, text = found
    return render(request, "home/admin/handbook.html", {"page_title": title, "text": text})


def show_picture(request: HttpRequest, name: str) -> HttpResponse:
    found = handbook.picture(name)
    if found is None:
        raise Http404(_("The handbook has no such page."))
    return HttpResponse(found, content_type="image/png")
