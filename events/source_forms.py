"""What an editor fills in to import a calendar."""

from django import forms
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from .calendar_lines import MAX_BYTES
from .models import CalendarSource, EventPage


def may_add(user, parent: Page) -> bool:
    """Say whether `user` may write activities below `parent`."""
    fits = EventPage in parent.specific_class.allowed_subpage_models()
    return fits and parent.permissions_for_user(user).can_add_subpage()


def places(user) -> QuerySet[Page]:
    """Return the pages below which `user` may write activities."""
    kinds = [kind for kind in EventPage.allowed_parent_page_models() if kind is not Page]
    pages = page_permission_policy.instances_user_has_permission_for(user, "add")
    return pages.type(*kinds).filter(depth__gt=1).order_by("path")


class Places(forms.ModelChoiceField):
    """A page to choose from a list, with its kind behind its title."""

    def label_from_instance(self, page: Page) -> str:
        return f"{page.title} ({page.page_type_display_name})"


class SourceForm(WagtailAdminModelForm):
    """A calendar to import; its drafts stand where the editor may add activities."""

    address = forms.CharField(
        label=capfirst(_("address of the calendar")),
        required=False,
        max_length=500,
        help_text=_("Begins with https:// or webcal:// and often ends in .ics. Empty: you read a file each time."),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["parent"] = Places(
            places(self.for_user),
            label=self.fields["parent"].label,
            help_text=_("The agenda, the wijk or the coalition that the activities belong to."),
        )

    class Meta:
        model = CalendarSource
        fields = ["name", "address", "parent"]
        help_texts = {
            "name": _("Of the organisation. It stands with each activity as the organiser."),
        }

    def clean_address(self) -> str:
        """Return the address as it is fetched: `webcal` is the web, for a calendar program to open."""
        address = self.cleaned_data["address"].strip()
        scheme, colon, rest = address.partition(":")
        if scheme.casefold() in {"webcal", "webcals"}:
            address = f"https{colon}{rest}"
        if address:
            URLValidator(schemes=["http", "https"], message=_("This is not an address of a calendar."))(address)
        return address


class FileForm(forms.Form):
    """A calendar file; afterwards `cleaned_data["file"]` is what is in it, at most one byte more than is read."""

    file = forms.FileField(
        label=capfirst(_("calendar file")),
        help_text=_("Ends in .ics. At most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
        error_messages={"required": _("Choose a file first."), "empty": _("There is nothing in this file.")},
    )

    def clean_file(self) -> bytes:
        return self.cleaned_data["file"].read(MAX_BYTES + 1)
