"""The register of registrations: who comes, for the editors of the page that the activity stands under.

Nobody sees more than the pages he may change: the list, its filters, the export, one registration and the buttons all
read `seen_by`. Needs wagtail-modeladmin.
"""

from django.contrib.admin.filters import SimpleListFilter
from django.http import Http404
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register
from wagtail_modeladmin.views import InspectView

from home.inspection import LookOnly, SafeIndexView

from .models import Deletion, EventPage, Registration
from .views import attendees
from .views.attendees import may_see, seen_by


class ByEditor(LookOnly):
    """The permission on the model, and on the page of the activity."""

    def user_can_list(self, user) -> bool:
        return may_see(user)

    def user_can_inspect_obj(self, user, obj) -> bool:
        return may_see(user) and seen_by(user).filter(pk=obj.pk).exists()


class ByEvent(SimpleListFilter):
    """The activities that somebody registered for, as far as this editor sees them."""

    title = _("activity")
    parameter_name = "event"

    def lookups(self, request, model_admin):
        events = EventPage.objects.filter(pk__in=seen_by(request.user).order_by().values("event")).order_by("title")
        return [(str(pk), title) for pk, title in events.values_list("pk", "title")]

    def queryset(self, request, queryset):
        return queryset.filter(event=int(self.value())) if (self.value() or "").isdecimal() else queryset


class ByDate(SimpleListFilter):
    """The dates of series that somebody registered for."""

    title = _("date")
    parameter_name = "on"

    def lookups(self, request, model_admin):
        dates = seen_by(request.user).exclude(on=None).order_by("-on").values_list("on", flat=True).distinct()
        return [(day.isoformat(), date_format(day, "j F Y")) for day in dates[:100]]

    def queryset(self, request, queryset):
        known = {value for value, _words in self.lookup_choices}
        return queryset.filter(on=self.value()) if self.value() in known else queryset


class RegistrationIndexView(SafeIndexView):
    export_filename = "aanmeldingen"


class RegistrationInspectView(InspectView):
    def __init__(self, model_admin, instance_pk):
        if not instance_pk.isdecimal() or len(instance_pk) > 18:
            raise Http404(gettext("There is no such registration."))
        super().__init__(model_admin, instance_pk)

    def get_page_subtitle(self) -> str:
        return self.instance.name


@modeladmin_register
class RegistrationRegister(ModelAdmin):
    model = Registration
    menu_icon = "group"
    menu_label = _("Registrations")
    add_to_admin_menu = False
    permission_helper_class = ByEditor
    index_view_class = RegistrationIndexView
    inspect_view_class = RegistrationInspectView
    inspect_view_enabled = True
    inspect_template_name = "events/admin/registration.html"
    inspect_view_fields = [
        *["event", "on", "status", "name", "email", "phone", "people", "answers_in_words"],
        *["consented_at", "created_at", "cancelled_at", "reminded_at", "presence"],
    ]
    list_display = ["name", "event", "on", "status", "people", "presence", "created_at"]
    list_filter = [ByEvent, ByDate, "status"]
    list_select_related = ["event"]
    list_export = [
        *["event", "on", "status", "name", "email", "phone", "people", "answers_in_words", "presence", "created_at"],
    ]
    search_fields = ["name", "email"]
    ordering = ["-created_at", "-pk"]

    def get_queryset(self, request):
        return seen_by(request.user).select_related("event")


@modeladmin_register
class DeletionRegister(ModelAdmin):
    model = Deletion
    menu_icon = "bin"
    menu_label = _("Deleted registrations")
    add_to_admin_menu = False
    permission_helper_class = LookOnly
    list_display = ["event_title", "reason", "number", "deleted_at"]
    list_filter = ["reason"]
    search_fields = ["event_title"]


@hooks.register("register_registers_menu_item")
def registrations_menu_item():
    return RegistrationRegister().get_menu_item(order=200)


@hooks.register("register_registers_menu_item")
def deletions_menu_item():
    return DeletionRegister().get_menu_item(order=900)


@hooks.register("register_admin_urls")
def attendee_urls():
    return [
        path("registrations/<int:event_id>/", attendees.attendees, name="events_attendees"),
        path("registrations/one/<int:pk>/", attendees.decide, name="events_registration_decide"),
    ]


@hooks.register("register_page_header_buttons")
def attendees_button(page, user, view_name, next_url=None):
    """From the edit page of an activity to who comes."""
    if page.specific_class is EventPage and may_see(user) and page.permissions_for_user(user).can_edit():
        yield Button(_("Who comes"), reverse("events_attendees", args=[page.pk]), icon_name="group", priority=30)


@hooks.register("register_page_listing_more_buttons")
def attendees_more_button(page, user, next_url=None):
    yield from attendees_button(page, user, "listing", next_url)
