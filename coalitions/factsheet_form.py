"""The form in which an editor begins a factsheet."""

from typing import Any

from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminPageForm

from . import factsheet
from .models import FactsheetPage


class FactsheetForm(WagtailAdminPageForm):
    """A new factsheet begins with the half year after the last one, and a title that says so."""

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        if self.instance.pk is None and self.parent_page is not None:
            siblings = FactsheetPage.objects.child_of(self.parent_page)
            starts_on, ends_on = factsheet.following(siblings)
            title = factsheet.title(starts_on, ends_on)
            first = {"starts_on": starts_on, "ends_on": ends_on, "title": title, "slug": slugify(title)}
            self.initial |= {name: value for name, value in first.items() if not self.initial.get(name)}
