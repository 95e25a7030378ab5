"""Calendars to import in the admin: list, form, and the report of the last reading with the buttons to read again."""

from typing import Any

from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from .models import CalendarSource, EventPage
from .source_forms import FileForm, SourceForm, may_add
from .views import calendar_sources as views

KINDS = {
    "made": (_("new"), "primary"),
    "changed": (_("changed"), "primary"),
    "cancelled": (_("called off"), "critical"),
    "kept": (_("left as it is"), ""),
    "skipped": (_("skipped"), ""),
    "failed": (_("not read"), "critical"),
    "counted": ("", ""),
}


class SourceIndexView(generic.IndexView):
    def get_queryset(self):
        return super().get_queryset().select_related("parent")


class SourceAddView(generic.CreateView):
    def get_success_url(self) -> str:
        return reverse("calendars:inspect", args=[self.object.pk])


class ReportView(generic.InspectView):
    page_title = _("Read and report")
    template_name = "events/admin/calendar_source.html"

    def get_read_at_display_value(self) -> str:
        read_at = self.object.read_at
        return date_format(timezone.localtime(read_at), "DATETIME_FORMAT") if read_at else "-"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = EventPage.objects.in_bulk({line["page"] for line in self.object.report if line["page"]})
        rows = []
        for line in self.object.report:
            label, kind = KINDS.get(line["kind"], ("", ""))
            rows.append(line | {"label": label, "colour": kind, "there": pages.get(line["page"])})
        return super().get_context_data(**kwargs) | {
            "source": self.object,
            "rows": rows,
            "may_read": may_add(self.request.user, self.object.parent),
            "file_form": FileForm(),
            "read_url": reverse("calendars:read", args=[self.object.pk]),
        }


class CalendarSourceViewSet(ModelViewSet):
    model = CalendarSource
    name = "calendars"
    icon = "download"
    menu_label = _("Calendars to import")
    menu_order = 400
    menu_hook = "register_registers_menu_item"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["name", "address", "parent", "read_at"]
    index_view_class = SourceIndexView
    add_view_class = SourceAddView
    inspect_view_class = ReportView
    list_display = [
        TitleColumn("name", label=capfirst(_("name")), url_name="calendars:inspect"),
        "address",
        "parent",
        DateColumn("read_at", label=capfirst(_("last read"))),
    ]
    search_fields = ["name", "address"]
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("address"), FieldPanel("parent")], base_form_class=SourceForm
    )

    def get_urlpatterns(self) -> list:
        return [*super().get_urlpatterns(), path("read/<int:pk>/", views.read, name="read")]


calendar_sources = CalendarSourceViewSet()
