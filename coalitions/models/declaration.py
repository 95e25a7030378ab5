import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation


class DeclarationQuerySet(models.QuerySet):
    """Words for reading declarations."""

    def standing(self) -> "DeclarationQuerySet":
        """Declarations that are signed and not withdrawn."""
        return self.filter(signed_at__isnull=False, withdrawn_at__isnull=True)

    def waiting(self) -> "DeclarationQuerySet":
        """Declarations that were asked for and not signed."""
        return self.filter(signed_at__isnull=True)

    def withdrawn(self) -> "DeclarationQuerySet":
        return self.filter(withdrawn_at__isnull=False)


class Declaration(models.Model):
    """A partner's statement that it takes part: asked for, signed on a day, and perhaps withdrawn on another.

    Written by `declarations` alone. That it stands and since when is public; who signed it is not.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("partner"), on_delete=models.CASCADE, related_name="declarations"
    )
    # What was signed, word for word, even when the city asks for something else later.
    text = models.TextField(_("text"), blank=True)
    signed_by = models.CharField(_("signed by"), max_length=120, blank=True)
    role = models.CharField(_("on behalf of the partner as"), max_length=120, blank=True)
    invited_at = models.DateTimeField(_("asked for"), default=timezone.now)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration of intent")
        verbose_name_plural = _("declarations of intent")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(signed_at__isnull=False, withdrawn_at__gte=F("signed_at")),
                name="coalitions_declaration_withdrawn_after_signing",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(signed_at__isnull=False, withdrawn_at__isnull=True),
                name="coalitions_declaration_stands_once",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(signed_at__isnull=True),
                name="coalitions_declaration_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)

    @property
    def state(self) -> str:
        """How it stands, in a word."""
        if self.withdrawn_at:
            return gettext("withdrawn")
        return gettext("stands") if self.signed_at else gettext("asked for, not signed")
