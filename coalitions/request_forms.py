"""What people fill in who want to join a coalition or to start one, and what they are answered."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home import fields
from home.forms import PublicForm, readable

from .initiatives import Plan
from .joining import Wish
from .models import CoalitionIndexPage

PERSON, PARTNER = "bewoner", "organisatie"


class RequestForm(PublicForm):
    """Who somebody is that asks something: a name, an address and consent in words."""

    name = fields.line(gettext_lazy("Your name"), 80, autocomplete="name")
    email = fields.email(gettext_lazy("To answer you. It is not shown on the site."))

    def __init__(self, *args, privacy: str = "", **options):
        super().__init__(*args, **options)
        self.fields["consent"] = fields.consent(
            self.consent, _("Tick this: without it we cannot answer you."), privacy
        )


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
    organisation = fields.line(
        gettext_lazy("Name of the organisation"),
        120,
        required=False,
        autocomplete="organization",
        help_text=gettext_lazy("Only if you join as an organisation. Its name is shown with the coalition."),
    )
    message = fields.text(
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
    title = fields.line(gettext_lazy("Name of the coalition"), 120)
    goal = fields.line(
        gettext_lazy("What will be different?"),
        250,
        help_text=gettext_lazy("In one sentence that everybody understands."),
    )
    idea = fields.text(
        gettext_lazy("What is your plan?"),
        2_000,
        6,
        help_text=gettext_lazy("What do you want to do, with whom, and what is the first step?"),
    )
    organisation = fields.line(gettext_lazy("Your organisation"), 120, required=False, autocomplete="organization")

    def __init__(self, index: CoalitionIndexPage, *args, **options):
        super().__init__(*args, **options)
        self.fields |= fields.topics(index)

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
            wijken=cleaned.get("wijken", []),
            themes=cleaned.get("themes", []),
        )


class AnswerForm(forms.Form):
    """An answer to who asked something: a sentence, needed only to refuse."""

    answer = fields.text(
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
