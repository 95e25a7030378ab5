"""The form in which an editor writes a story."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from . import stories


class StoryForm(WagtailAdminPageForm):
    """Consent comes before the story, and is asked for again after a year unless the editor says when."""

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["review_on"].required = False

    def clean(self) -> dict:
        cleaned = super().clean()
        consented_on = cleaned.get("consented_on")
        if consented_on and consented_on > timezone.localdate():
            self.add_error("consented_on", _("This day is to come. Place the story when there is consent."))
        if consented_on and not cleaned.get("review_on") and "review_on" not in self.errors:
            cleaned["review_on"] = stories.first_review(consented_on)
        return cleaned
