from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase


class Theme(TagBase):
    """A word from the city's own short list: transport, meeting places, information.

    Editors choose from the list; typing a tag does not make one (`free_tagging`).
    """

    free_tagging = False

    description = models.CharField(_("description"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["name"]
