"""Fields of forms that more than one screen has."""

from django import forms

from . import wording


class LineField(forms.CharField):
    """A text on one line, without what no screen shows."""

    def __init__(self, **options):
        super().__init__(strip=False, **options)

    def to_python(self, value):
        return " ".join(wording.normalise(super().to_python(value) or "").split())
