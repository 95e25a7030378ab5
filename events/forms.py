"""The form in which an editor writes an activity: what is checked across its fields and the rows below them."""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminPageForm

from . import periods
from .models import DateChange, EventPage, Question
from .models.event import whole_days
from .refusals import INCOMPLETE

# Beyond these somebody mistyped, and the first and last years do not fit in every time zone.
YEARS = range(periods.EARLIEST.year, periods.LATEST.year + 1)


def in_our_time(moment: datetime | None) -> datetime | None:
    """Return `moment`; refuse a year that can only be a slip of the finger."""
    if moment and moment.year not in YEARS:
        raise ValidationError(_("Look at the year: %(year)s.") % {"year": moment.year})
    return moment


class DateChanges(BaseChildFormSet):
    """The changes of single dates, one for each date."""

    def get_unique_error_message(self, unique_check):
        return _("There are two changes of one date. Remove one of them.")

    def get_form_error(self):
        return _("This date has a change already.")


class EventForm(WagtailAdminPageForm):
    """A draft may be incomplete, as Wagtail allows for required fields; what contradicts itself is refused at once."""

    _rows_are_checked = False

    class Media:
        js = [Script("events/editor.js", type="module")]

    @cached_property
    def _may_be_incomplete(self) -> bool:
        """Say whether this is a draft, but not one that a moderator may publish as it is, without a form."""
        return self.is_deferred_validation and not (self.instance.pk and self.instance.workflow_in_progress)

    def _update_errors(self, errors: ValidationError) -> None:
        if self._may_be_incomplete:
            found = {
                field: [refusal for refusal in refusals if refusal.code != INCOMPLETE]
                for field, refusals in errors.update_error_dict({}).items()
            }
            errors = ValidationError({field: refusals for field, refusals in found.items() if refusals})
        super()._update_errors(errors)

    def clean_starts_at(self) -> datetime | None:
        return in_our_time(self.cleaned_data["starts_at"])

    def clean_ends_at(self) -> datetime | None:
        return in_our_time(self.cleaned_data["ends_at"])

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

    def as_written(self) -> EventPage:
        """Return the event as it stands in the form, not saved: of a field or row that is wrong the old value."""
        if self.is_bound:
            self.is_valid()
            changes = [row.instance for row in self._rows("date_changes") if row.instance.on and not row.errors]
            self.instance.date_changes = changes
            if self.instance.repeat_until:  # Refused together; the dates are shown up to the last day meanwhile.
                self.instance.repeat_count = None
        return self.instance

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
        for field in ("starts_at", "ends_at"):
            try:
                in_our_time(row.cleaned_data.get(field))
            except ValidationError as refusal:
                row.add_error(field, refusal)
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
        if not self._may_be_incomplete:
            form.add_error(field, ValidationError(sentence, code=INCOMPLETE))


class CancelForm(forms.Form):
    """Why something is cancelled."""

    reason = forms.CharField(
        label=_("Why it is cancelled"), max_length=250, help_text=_("One sentence. Everybody can read it.")
    )


class DuplicateForm(forms.Form):
    """On which days an activity is held once more."""

    MOST = 52

    days = forms.CharField(
        label=_("Dates"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One date on each line, such as 18-6-2026. Each becomes a draft, at the same time."),
    )

    def clean_days(self) -> list[date]:
        """Return the days, each once, in the order of the calendar."""
        lines = [line.strip() for line in self.cleaned_data["days"].splitlines() if line.strip()]
        if len(set(lines)) > self.MOST:
            raise ValidationError(_("Make at most %(number)d at a time.") % {"number": self.MOST})
        days = {line: day_in_words(line) for line in lines}
        if wrong := [line for line, day in days.items() if day is None]:
            raise ValidationError([_("This is not a date: %s.") % line[:40] for line in wrong[:10]])
        return sorted(set(days.values()))


def day_in_words(text: str) -> date | None:
    """Return the date that somebody typed, or None."""
    try:
        day = forms.DateField().clean(text)
    except ValidationError:
        return None
    return day if day.year in YEARS else None
