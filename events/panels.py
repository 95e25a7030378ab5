"""The form of an activity in the admin: which fields stand together, under which words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.models import Page

from home import handbook

from .forms import DateChanges, EventForm


class DateChangesPanel(InlinePanel):
    """Rows of changes with sentences of their own when two are of one date."""

    def get_form_options(self) -> dict:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = DateChanges
        return options


def part(name: str, **options: Any) -> HelpPanel:
    """Return a panel without fields, made by the template `name`."""
    return HelpPanel(template=f"events/admin/panel_{name}.html", **options)


def plain(name: str) -> FieldPanel:
    """Return a field without a button for comments, which would stand between two fields for who types dates."""
    return FieldPanel(name, disable_comments=True)


what = ObjectList(
    [
        HelpPanel(
            handbook.hint(
                _("An activity stands in the agenda of the page it is under, and in those of its wijken."), "redacteur"
            )
        ),
        part("told"),
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("description"),
        part("hints"),
        MultiFieldPanel([FieldPanel("status"), FieldPanel("status_reason")], heading=_("Status")),
        MultiFieldPanel([FieldPanel("organiser"), FieldPanel("contact")], heading=_("Who organises it")),
    ],
    heading=_("What"),
)
when = ObjectList(
    [
        part("told"),
        MultiFieldPanel(
            [FieldRowPanel([plain("starts_at"), plain("ends_at")]), plain("all_day")],
            heading=_("First or only date"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([plain("repeats"), plain("repeat_every")]),
                plain("repeat_weekdays"),
                FieldRowPanel([plain("repeat_until"), plain("repeat_count")]),
                plain("skips_holidays"),
            ],
            heading=_("Repetition"),
            help_text=_("Of an activity that repeats, fill in either the last day or the number of times."),
        ),
        part("dates", heading=_("The next dates")),
        DateChangesPanel(
            "date_changes",
            [
                FieldRowPanel([plain("on"), plain("kind")]),
                plain("reason"),
                FieldRowPanel([plain("starts_at"), plain("ends_at")]),
                plain("venue"),
            ],
            heading=_("Changes of single dates"),
            label=_("change"),
        ),
    ],
    heading=_("When"),
)
where = ObjectList(
    [
        part("told"),
        MultiFieldPanel(
            [FieldPanel("venue"), FieldPanel("online_url"), FieldPanel("wijken", widget=forms.CheckboxSelectMultiple)],
            heading=_("Where"),
        ),
        MultiFieldPanel(
            [FieldPanel("themes"), FieldPanel("audience"), FieldPanel("languages")],
            heading=_("For whom"),
        ),
        MultiFieldPanel([FieldPanel("is_free"), FieldPanel("price")], heading=_("Costs")),
    ],
    heading=_("Where and for whom"),
)
registration = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel("registration_open"),
                FieldPanel("registers_per_date"),
                FieldRowPanel([FieldPanel("capacity"), FieldPanel("people_per_registration")]),
                FieldPanel("has_waiting_list"),
                FieldPanel("registration_closes_at"),
                FieldPanel("reminder_hours"),
            ],
            heading=_("Registration"),
        ),
        InlinePanel(
            "questions",
            [
                FieldPanel("label"),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("is_required")]),
                FieldPanel("choices"),
            ],
            heading=_("Questions"),
            label=_("question"),
            help_text=_("Name and e-mail address are always asked. Ask no more than you need."),
        ),
    ],
    heading=_("Registration"),
)
event = TabbedInterface(
    [
        what,
        when,
        where,
        registration,
        ObjectList([part("entry", heading=_("In calendars"))], heading=_("In calendars")),
        ObjectList(Page.promote_panels, heading=_("Promote")),
        ObjectList(Page.settings_panels, heading=_("Settings")),
    ],
    base_form_class=EventForm,
)

venue_facts = MultiFieldPanel(
    [
        FieldPanel(
            "has_wheelchair_access",
            help_text=_("Without a step from the street to the room, through doors of at least 85 cm."),
        ),
        FieldPanel("has_lift", help_text=_("To every floor that is used. No stairs, no lift needed? Choose “Yes”.")),
        FieldPanel("has_accessible_toilet", help_text=_("Room for a wheelchair, with grab rails.")),
        FieldPanel("has_hearing_loop", help_text=_("For people with a hearing aid, in the room that is used.")),
        FieldPanel("has_quiet_room", help_text=_("A room to withdraw to when it is too busy.")),
        FieldPanel(
            "has_sign_language",
            help_text=_("There is always an interpreter. For one activity, choose the language at that activity."),
        ),
        FieldPanel("public_transport"),
    ],
    heading=_("Accessibility"),
    help_text=_("Go and look, or ask the caretaker. Where nobody has looked, leave “Unknown”: that is not a no."),
)
