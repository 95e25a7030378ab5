"""The building blocks of forms. Part of the library `components`, which templates load."""

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Field, Form, RadioSelect, Select, Textarea

from .component_files import component, fill

register = template.Library()

WIDGET_CLASSES = {
    CheckboxSelectMultiple: "",
    CheckboxInput: "utrecht-checkbox utrecht-checkbox--html-input",
    RadioSelect: "",
    Select: "utrecht-select utrecht-select--html-select",
    Textarea: "utrecht-textarea utrecht-textarea--html-textarea",
}


@register.simple_block_tag(takes_context=True)
def form(context, content, action="", method="post", name="", multipart=False):
    """A form. Adds the CSRF token to a POST when the view asks for one (`csrf_token` in the context)."""
    return fill(context, "form", content, action=action, method=method, name=name, multipart=multipart)


@register.simple_block_tag(takes_context=True)
def filters(context, content, action="", label=""):
    """A bar of filters: a GET form whose fields lie side by side where there is room."""
    return fill(context, "filters", content, action=action, label=label)


@register.inclusion_tag(component("field"))
def field(bound: BoundField, mark_optional=True):
    """A field with its label above it, its help and its errors tied to it; an optional field says so in words, except
    among filters, where every field is."""
    widget = bound.field.widget
    classes = next(
        (found for kind, found in WIDGET_CLASSES.items() if isinstance(widget, kind)),
        "utrecht-textbox utrecht-textbox--html-input",
    )
    if bound.errors and classes:
        classes += f" {classes.split()[0]}--invalid"
    attrs = {"class": classes} if classes else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    described = [
        f"{bound.auto_id}_{part}" for part, there in (("helptext", bound.help_text), ("error", bound.errors)) if there
    ]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return {
        "bound": bound,
        "widget": bound.as_widget(attrs=attrs),
        "grouped": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
        "ticked": isinstance(widget, CheckboxInput),
        "optional": mark_optional and not bound.field.required,
    }


@register.simple_block_tag(takes_context=True)
def field_row(context, content, title):
    """Fields that belong together, side by side where there is room, under a title that names them all."""
    return fill(context, "field_row", content, title=title)


@register.inclusion_tag(component("guards"))
def guards(form: Form):
    """What a `home.forms.PublicForm` has against machines: nothing that people see, hear or reach with a key."""
    return {"trap": form["website"], "hidden": form.hidden_fields()}


@register.inclusion_tag(component("error_summary"))
def error_summary(*forms: Form | list[Form]):
    """What is wrong in the forms or lists of forms, with a link to each field; receives focus when the page opens."""
    forms = [form for found in forms for form in (found if isinstance(found, list) else [found])]
    return {
        "fields": [(bound, _lead_in(bound)) for form in forms for bound in form if bound.errors],
        "general": [error for form in forms for error in form.non_field_errors()],
        "forms": forms,
    }


@register.inclusion_tag(component("chosen"))
def chosen(choices, clear_href="?"):
    """The filters that hold: an iterable of (text, address that drops it)."""
    return {"choices": list(choices), "clear_href": clear_href}


def _lead_in(bound: BoundField) -> str:
    """Return what stands before an error in the summary: a name with a colon, a question as it is, and nothing for a
    box to tick that has a sentence of its own: the label is a whole sentence too."""
    required = bound.field.error_messages["required"]
    if isinstance(bound.field.widget, CheckboxInput) and required != Field.default_error_messages["required"]:
        return ""
    label = str(bound.label)
    return f"{label}:" if label and not label.endswith("?") else label
