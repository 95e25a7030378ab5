"""Reading a calendar at the press of a button."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.permissions import policy_registry

from .. import calendar_import
from ..models import CalendarSource
from ..source_forms import FileForm, may_add


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the address of a calendar, or the file that comes along, and go to the report."""
    source = get_object_or_404(CalendarSource.objects.select_related("parent"), pk=pk)
    policy = policy_registry.get_by_type(CalendarSource)
    if not policy.user_has_permission(request.user, "change") or not may_add(request.user, source.parent):
        raise PermissionDenied
    if request.FILES or not source.address:
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            messages.error(request, " ".join(form.errors["file"]))
            return redirect("calendars:inspect", pk)
        lines = calendar_import.read_file(source, form.cleaned_data["file"], request.user)
    else:
        lines = calendar_import.read_address(source, request.user)
    if failed := [line.text for line in lines if line.kind == "failed"]:
        messages.error(request, " ".join(failed))
    else:
        count = sum(line.kind in {"made", "changed", "cancelled"} for line in lines)
        told = ngettext("%(count)d draft was made or changed.", "%(count)d drafts were made or changed.", count)
        messages.success(request, " ".join([_("The calendar was read."), told % {"count": count}]))
    return redirect("calendars:inspect", pk)
