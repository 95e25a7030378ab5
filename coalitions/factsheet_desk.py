"""What factsheets add to Wagtail's admin, and the numbers that they begin with."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from . import factsheet_numbers
from .factsheet import Counted
from .models import FactsheetPage
from .views import letter_desk


@hooks.register("register_factsheet_numbers")
def numbers() -> list[Counted]:
    return factsheet_numbers.offered()


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("factsheets/<int:page_id>/brief/", letter_desk.letter, name="coalitions_letter")]


@hooks.register("register_page_header_buttons")
def letter_button(page, user, view_name, next_url=None):
    if isinstance(page.specific_deferred, FactsheetPage) and page.permissions_for_user(user).can_edit():
        address = reverse("coalitions_letter", args=[page.pk])
        yield Button(_("Letter to the council"), address, icon_name="doc-full", priority=12)
