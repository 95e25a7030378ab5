"""What the registers of all apps share: rows that the public or the site wrote, to look at and to export.

Needs wagtail-modeladmin, as the registers do.
"""

from typing import Any

from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.views import IndexView

from . import spreadsheets


class LookOnly(PermissionHelper):
    """Nobody makes, changes or deletes a row in the register itself."""

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class SafeIndexView(IndexView):
    """A list of which the export holds no cell that a spreadsheet program would run."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        return spreadsheets.safe(super().preprocess_field_value(field, value, export_format))
