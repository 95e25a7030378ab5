"""The form in which an editor writes an activity: what is checked across its fields and the rows below them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminPageForm

from .models import DateChange, EventPage, Question
from .models.event import whole_days
from .refusals import INCOMPLETE


class DateChanges(BaseChildFormSet):
    """The changes of single dates, one for each date."""

    def get_unique_error_message(self, unique_check) -> str:
        return _("There are two changes of one date. Remove one of them.")

    def get_form_error(self) -> str:
        return _("This date has a change already.")


class EventForm(WagtailAdminPageForm):
    """A draft may be incomplete, as Wagtail allows for required fields; what contradicts itself is refused at once."""

    _rows_are_checked = False

    def _update_errors(self, errors: ValidationError) -> None:
        if self.is_deferred_validation:
            found = {
                field: [refusal for refusal in refusals if refusal.code != INCOMPLETE]
                for field, refusals in errors.update_error_dict({}).items()
            }
            errors = ValidationError({field: refusals for field, refusals in found.items() if refusals})
        super()._update_errors(errors)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("status") == EventPage.Status.CANCELLED and not cleaned.get("status_reason"):
            self._ask(self, "status_reason", _("Tell why it is cancelled: people read this."))
        closes_at, ends_at = cleaned.get("registration_closes_at"), cleaned.get("ends_at")
        if closes_at and ends_at and not cleaned.get("repeats") and closes_at > ends_at:
            self.add_error("registration_closes_at", _("Registration cannot close after the activity has ended."))
        return cleaned

    def is_valid(self) -> bool:
        is_valid = super().is_valid()
        if not self._rows_are_checked and self.is_bound:
            self._rows_are_checked = True
            self._check_date_changes()
            self._check_questions()
        return is_valid and not self.errors and not any(any(formset.errors) for formset in self.formsets.values())

    def _check_date_changes(self) -> None:
        """Refuse a change of a date that the series does not have, and one that changes nothing."""
        dates = self._dates()
        for row in self._rows("date_changes"):
            on, kind = row.cleaned_data.get("on"), row.cleaned_data.get("kind")
            if on and dates == set():
                row.add_error("on", _("Only an activity that repeats has single dates to change."))
            elif on and dates and on not in dates:
                row.add_error("on", _("This is not one of the dates of the series."))
            if kind == DateChange.Kind.CANCELLED and not row.cleaned_data.get("reason"):
                self._ask(row, "reason", _("Tell why it is cancelled: people read this."))
            if kind == DateChange.Kind.MOVED:
                self._check_move(row)

    def _check_move(self, row) -> None:
        starts_at, ends_at = row.cleaned_data.get("starts_at"), row.cleaned_data.get("ends_at")
        if not starts_at and not row.cleaned_data.get("venue") and "starts_at" not in row.errors:
            self._ask(row, "starts_at", _("Fill in another time or another venue."))
        if starts_at and ends_at and self.cleaned_data.get("all_day"):
            row.instance.starts_at, row.instance.ends_at = whole_days(starts_at, ends_at)

    def _check_questions(self) -> None:
        for row in self._rows("questions"):
            choices = {line.strip() for line in row.cleaned_data.get("choices", "").splitlines()} - {""}
            if row.cleaned_data.get("kind") == Question.Kind.CHOICE and len(choices) < 2:
                self._ask(row, "choices", _("Write at least two answers, one on each line."))

    def _dates(self) -> set[date] | None:
        """Return the dates of the series; an empty set for what happens once, None while that is not clear."""
        if self.errors:
            return None
        rule = self.instance.rule
        zone = timezone.get_default_timezone()
        return set(rule.dates(self.instance.starts_at.astimezone(zone).date())) if rule else set()

    def _rows(self, name: str) -> list:
        """Return the forms of the rows below `name` that were filled in and will stay."""
        if name not in self.formsets:
            return []
        formset = self.formsets[name]
        return [
            row
            for row in formset.forms
            if hasattr(row, "cleaned_data") and row.has_changed() | bool(row.instance.pk)
            if row not in formset.deleted_forms
        ]

    def _ask(self, form, field: str, sentence: str) -> None:
        """Refuse what is missing, unless this is a draft."""
        if not self.is_deferred_validation:
            form.add_error(field, ValidationError(sentence, code=INCOMPLETE))
