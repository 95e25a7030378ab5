"""The register of declarations of intent: list, filters, inspection, export. Needs wagtail-modeladmin; removable."""

from django.contrib.admin.filters import SimpleListFilter
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import InspectView

from home.inspection import LookOnly, SafeIndexView

from .models import Declaration

STATES = {"waiting": _("asked for, not signed"), "standing": _("stands"), "withdrawn": _("withdrawn")}


class ByState(SimpleListFilter):
    """Whether it waits, stands or was withdrawn."""

    title = _("how it stands")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return STATES.items()

    def queryset(self, request, queryset):
        return getattr(queryset, self.value())() if self.value() in STATES else queryset


class DeclarationIndexView(SafeIndexView):
    export_filename = "intentieverklaringen"


class DeclarationInspectView(InspectView):
    def get_page_subtitle(self) -> str:
        return self.instance.organisation.name


class DeclarationRegister(ModelAdmin):
    model = Declaration
    menu_label = _("Declarations of intent")
    menu_icon = "doc-full"
    add_to_admin_menu = False
    permission_helper_class = LookOnly
    index_view_class = DeclarationIndexView
    inspect_view_class = DeclarationInspectView
    inspect_view_enabled = True
    inspect_view_fields = [
        *["organisation", "state", "invited_at", "signed_at", "signed_by", "role", "withdrawn_at", "text"],
    ]
    list_display = ["organisation", "state", "invited_at", "signed_at", "withdrawn_at"]
    list_filter = [ByState, "signed_at", "organisation__kind"]
    list_select_related = ["organisation"]
    list_export = [
        *["organisation", "state", "invited_at", "signed_at", "withdrawn_at", "signed_by", "role", "text"],
    ]
    search_fields = ["organisation__name", "signed_by"]

    def state(self, declaration: Declaration) -> str:
        return declaration.state

    state.short_description = _("how it stands")


declaration_register = DeclarationRegister()
declaration_register.register_with_wagtail()


@hooks.register("register_registers_menu_item")
def declarations_menu_item():
    return declaration_register.get_menu_item(order=500)
