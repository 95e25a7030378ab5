"""What the admin asks."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from . import figure_import


class FiguresFileForm(forms.Form):
    """A CSV file of figures; afterwards `preview` and `encoding` tell what is in it."""

    file = forms.FileField(
        label=_("CSV file"),
        validators=[FileExtensionValidator(["csv", "txt"])],
        help_text=_("With comma or semicolon, saved as UTF-8. At most 200 kB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            text, self.encoding = figure_import.decode(file.read(figure_import.MAX_BYTES + 1))
            self.preview = figure_import.preview(text)
        except figure_import.Unreadable as error:
            raise ValidationError(str(error)) from error
        return file


class FiguresTextForm(forms.Form):
    """The same file again, as it was previewed."""

    text = forms.CharField(max_length=figure_import.MAX_BYTES, widget=forms.HiddenInput, strip=False)

    def clean_text(self):
        text = self.cleaned_data["text"]
        try:
            self.preview = figure_import.preview(text)
        except figure_import.Unreadable as error:
            raise ValidationError(str(error)) from error
        return text
