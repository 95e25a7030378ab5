"""Retention: what people ask is forgotten when it has been answered; that it was asked stays, as a number."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from . import links
from .models import Initiative, JoinRequest

Status = JoinRequest.Status
DAYS_AFTER_ANSWER = 30
DAYS_WITHOUT_ANSWER = 365
# What is taken from a row that stays; a sentence that answers often begins with a name.
PERSONAL: dict[type[JoinRequest] | type[Initiative], tuple[str, ...]] = {
    JoinRequest: ("name", "email", "message", "answer"),
    Initiative: ("name", "email", "answer"),
}


def forget_requests() -> tuple[int, int]:
    """Delete requests that were not confirmed within a week, or not answered within a year; take from those that were
    answered a month ago who asked, and what. Return how many were deleted and how many were forgotten. Repeatable."""
    now = timezone.now()
    unconfirmed = Q(status=Status.UNCONFIRMED, requested_at__lt=now - links.LASTS[links.Purpose.CONFIRM])
    unanswered = Q(status=Status.WAITING, confirmed_at__lt=now - timedelta(days=DAYS_WITHOUT_ANSWER))
    answered = Q(answered_at__lt=now - timedelta(days=DAYS_AFTER_ANSWER))
    deleted = forgotten = 0
    for model, fields in PERSONAL.items():
        _all, per_model = model.objects.filter(unconfirmed | unanswered).delete()
        deleted += per_model.get(model._meta.label, 0)
        forgotten += model.objects.filter(answered).exclude(email="").update(**dict.fromkeys(fields, ""))
    return deleted, forgotten
