"""The register of figures: list, filters, inspection, export, and the way to import. One removable module."""

from django.contrib.admin.sites import AdminSite
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail_modeladmin.options import ModelAdmin

from . import figure_import, figures, views
from .inspection import SafeIndexView
from .models import Figure


class FigureIndexView(SafeIndexView):
    """Exports the columns that the import reads, so that a file can be corrected and read again."""

    export_filename = "cijfers"

    def to_row_dict(self, item: Figure) -> dict[str, str]:
        return figure_import.cells(item)

    def get_heading(self, queryset, field: str) -> str:
        return field


class FigureAdmin(ModelAdmin):
    model = Figure
    menu_icon = "table"
    add_to_admin_menu = False
    index_view_class = FigureIndexView
    inspect_view_enabled = True
    list_display = ["indicator", "group", "year", "place", "percentage", "method"]
    list_filter = ["area", "wijk", "indicator", "year", "kind"]
    list_select_related = ["wijk"]
    list_export = list(figure_import.FIELDS)
    search_fields = ["indicator", "group", "source", "note"]
    ordering = ["indicator", "group", "-year", "area", "pk"]

    def __init__(self, parent=None):
        super().__init__(parent)
        # The filter by wijk asks Django's own admin how it sorts wijken; that is not installed here.
        self.admin_site = AdminSite()

    def place(self, figure: Figure) -> str:
        return str(figure.wijk or figure.get_area_display())

    place.short_description = _("area")

    def percentage(self, figure: Figure) -> str:
        return figures.in_words(figure)

    percentage.short_description = _("percentage")
    percentage.admin_order_field = "value"

    def method(self, figure: Figure) -> str:
        return figure.get_kind_display()

    method.short_description = Figure._meta.get_field("kind").verbose_name
    method.admin_order_field = "kind"


figure_admin = FigureAdmin()
figure_admin.register_with_wagtail()


@hooks.register("register_registers_menu_item")
def figures_menu_item():
    return figure_admin.get_menu_item(order=500)


@hooks.register("register_admin_urls")
def figure_urls():
    return [path("figures/import/", views.import_figures, name="home_import_figures")]
