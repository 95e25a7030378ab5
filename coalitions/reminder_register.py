"""The register of reminders: what was sent about which action, to look at and to export. Needs wagtail-modeladmin."""

from django.contrib.admin.filters import SimpleListFilter
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail_modeladmin.options import ModelAdmin

from home.inspection import LookOnly, SafeIndexView

from .models import Reminder


class ByOutcome(SimpleListFilter):
    """Whether the letter could be sent."""

    title = _("could not be sent")
    parameter_name = "failed"

    def lookups(self, request, model_admin):
        return [("1", _("yes")), ("0", _("no"))]

    def queryset(self, request, queryset):
        return queryset.filter(failed_at__isnull=self.value() == "0") if self.value() in {"0", "1"} else queryset


class ReminderIndexView(SafeIndexView):
    export_filename = "herinneringen"


class ReminderRegister(ModelAdmin):
    model = Reminder
    menu_label = _("Reminders")
    menu_icon = "mail"
    add_to_admin_menu = False
    permission_helper_class = LookOnly
    index_view_class = ReminderIndexView
    inspect_view_enabled = True
    inspect_view_fields = ["action", "due_on", "which", "sent_at", "failed_at"]
    list_display = ["action", "due_on", "which", "sent_at", "failed_at"]
    list_filter = [ByOutcome, "sent_at"]
    list_select_related = ["action"]
    list_export = ["action", "due_on", "days", "sent_at", "failed_at"]
    list_per_page = 50
    search_fields = ["action__title"]

    def which(self, reminder: Reminder) -> str:
        return reminder.which

    which.short_description = _("which reminder")
    which.admin_order_field = "days"


reminder_register = ReminderRegister()
reminder_register.register_with_wagtail()


@hooks.register("register_registers_menu_item")
def reminders_menu_item():
    return reminder_register.get_menu_item(order=420)
