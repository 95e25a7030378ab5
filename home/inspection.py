"""What the registers of all apps share: rows that the public or the site wrote, to look at and to export.

Needs wagtail-modeladmin, as the registers do.
"""

from typing import Any

from django.forms import Media
from django.utils.translation import gettext_noop
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.views import IndexView

from . import spreadsheets

# What the filters by date of Django's own admin say: its translations are not loaded, because it is not installed.
WORDS = (gettext_noop("Any date"), gettext_noop("No date"), gettext_noop("Has date"))


class LookOnly(PermissionHelper):
    """Nobody makes, changes or deletes a row in the register itself."""

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class SafeIndexView(IndexView):
    """A list of which the last row is whole on the screen, and whose export holds no cell that a spreadsheet program
    would run."""

    @property
    def media(self) -> Media:
        return super().media + Media(css={"all": ["home/registers.css"]})

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        return spreadsheets.safe(super().preprocess_field_value(field, value, export_format))
