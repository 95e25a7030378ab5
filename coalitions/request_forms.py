"""What people fill in who want to join a coalition or to start one, and what they are answered."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.forms import PublicForm, readable
from home.models import Theme, WijkPage
from home.visibility import public

from .initiatives import Plan
from .joining import Wish
from .models import CoalitionIndexPage

PERSON, PARTNER = "bewoner", "organisatie"


def line(label, length: int, required: bool = True, autocomplete: str = "off", **options) -> forms.CharField:
    """A field of one line."""
    widget = forms.TextInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=length, required=required, widget=widget, **options)


def text(label, length: int, rows: int, required: bool = True, **options) -> forms.CharField:
    """A field of more lines."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=length, required=required, widget=widget, **options)


def ticked(label, choices: list[tuple[str, str]], help_text="") -> forms.MultipleChoiceField:
    """A field of boxes to tick, which may all stay empty."""
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class RequestForm(PublicForm):
    """Who somebody is that asks something: a name, an address and consent in words."""

    name = line(gettext_lazy("Your name"), 80, autocomplete="name")
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("To answer you. It is not shown on the site."),
    )
    LINES = ("name", "organisation", "title", "goal")

    def __init__(self, *args, privacy: str = "", **options):
        super().__init__(*args, **options)
        more = format_html('<a href="{}">{}</a>', privacy, _("What we do with your data")) if privacy else ""
        self.fields["consent"] = forms.BooleanField(
            label=self.consent,
            help_text=more,
            error_messages={"required": _("Tick this: without it we cannot answer you.")},
        )

    def clean(self) -> dict:
        cleaned = super().clean()
        for name in self.LINES:
            if name in cleaned:
                cleaned[name] = " ".join(cleaned[name].split())
        return cleaned


class JoinForm(RequestForm):
    """A request to join a coalition. After `is_valid()`, `wish()` gives what was filled in."""

    consent = gettext_lazy(
        "The lead of the coalition and the city may use my name and e-mail address to answer me, until 30 days after "
        "the answer"
    )
    joins_as = forms.ChoiceField(
        label=gettext_lazy("You join as"),
        choices=[(PERSON, gettext_lazy("a resident")), (PARTNER, gettext_lazy("an organisation"))],
        widget=forms.RadioSelect,
        initial=PERSON,
    )
    organisation = line(
        gettext_lazy("Name of the organisation"),
        120,
        required=False,
        autocomplete="organization",
        help_text=gettext_lazy("Only if you join as an organisation. Its name is shown with the coalition."),
    )
    message = text(
        gettext_lazy("How would you like to join in?"),
        1_000,
        4,
        help_text=gettext_lazy("For example what you like to do, or when you have time. A few words are enough."),
    )
    field_order = [*PublicForm.guards, "joins_as", "organisation", "message", "name", "email"]

    def asked(self) -> list:
        """The fields that people see."""
        names = ("joins_as", "organisation", "message", "name", "email", "consent")
        return [self[name] for name in names]

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("joins_as") == PARTNER and cleaned.get("organisation") == "":
            self.add_error("organisation", _("Fill in the name of the organisation."))
        return cleaned

    def wish(self) -> Wish:
        """Return what was filled in."""
        cleaned = self.cleaned_data
        is_partner = cleaned["joins_as"] == PARTNER
        return Wish(
            name=cleaned["name"],
            email=cleaned["email"],
            message=cleaned["message"],
            organisation=cleaned["organisation"] if is_partner else "",
        )


class StartForm(RequestForm):
    """A plan for a coalition in the list `index`. After `is_valid()`, `plan()` gives what was filled in."""

    consent = gettext_lazy("The city may use my name and e-mail address to answer me, until 30 days after the answer")
    title = line(gettext_lazy("Name of the coalition"), 120)
    goal = line(
        gettext_lazy("What will be different?"),
        250,
        help_text=gettext_lazy("In one sentence that everybody understands."),
    )
    idea = text(
        gettext_lazy("What is your plan?"),
        2_000,
        6,
        help_text=gettext_lazy("What do you want to do, with whom, and what is the first step?"),
    )
    organisation = line(gettext_lazy("Your organisation"), 120, required=False, autocomplete="organization")

    def __init__(self, index: CoalitionIndexPage, *args, **options):
        super().__init__(*args, **options)
        wijken = WijkPage.objects.filter(public(), locale=index.locale_id).order_by("title").defer("body", "boundary")
        self.wijken = {wijk.slug: wijk for wijk in wijken}
        self.themes = {theme.slug: theme for theme in Theme.objects.all()}
        if self.wijken:
            words = _("For the whole city? Tick none.")
            choices = [(key, wijk.title) for key, wijk in self.wijken.items()]
            self.fields["wijken"] = ticked(_("Wijken"), choices, words)
        if self.themes:
            self.fields["themes"] = ticked(_("Themes"), [(key, theme.name) for key, theme in self.themes.items()])

    def parts(self) -> list[tuple[str, str, list]]:
        """The fields that people see, in groups with an anchor and a heading."""
        groups = [
            ("plan", _("Your plan"), ["title", "goal", "idea"]),
            ("waar", _("Where, and about what"), ["wijken", "themes"]),
            ("u", _("Who you are"), ["name", "organisation", "email", "consent"]),
        ]
        shown = [
            (anchor, title, [self[name] for name in names if name in self.fields]) for anchor, title, names in groups
        ]
        return [part for part in shown if part[2]]

    def plan(self) -> Plan:
        """Return what was filled in."""
        cleaned = self.cleaned_data
        return Plan(
            title=cleaned["title"],
            goal=cleaned["goal"],
            plan=cleaned["idea"],
            name=cleaned["name"],
            email=cleaned["email"],
            organisation=cleaned["organisation"],
            wijken=[self.wijken[key] for key in cleaned.get("wijken", [])],
            themes=[self.themes[key] for key in cleaned.get("themes", [])],
        )


class AnswerForm(forms.Form):
    """An answer to who asked something: a sentence, needed only to refuse."""

    answer = text(
        gettext_lazy("Your answer"),
        500,
        3,
        required=False,
        help_text=gettext_lazy("Who asked gets this by e-mail. When you refuse, write why."),
        validators=[readable],
    )

    def __init__(self, *args, refuses: bool = False, **options):
        super().__init__(*args, **options)
        if refuses:
            self.fields["answer"].required = True
            self.fields["answer"].error_messages["required"] = _("Write a sentence first: who asked reads why.")
