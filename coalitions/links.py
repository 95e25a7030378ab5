"""Links in letters: what they lead to, signed, for a purpose and a time.

Whoever has the letter may do what the link is for, and nothing else: no account is needed.
"""

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.core import signing


class Purpose(StrEnum):
    """What a link is for; a link for one purpose opens nothing of another."""

    CONFIRM = "confirm"  # the address of who asked something
    STOP = "stop"  # hearing about something
    PROGRESS = "progress"  # telling how an action goes
    LEAD = "lead"  # the queue, the actions and the results of a coalition
    SIGN = "sign"  # a declaration of intent, and withdrawing it


LASTS = {
    Purpose.CONFIRM: timedelta(days=7),
    # Whoever wants to hear no more must be able to say so with an old letter.
    Purpose.STOP: timedelta(days=3 * 365),
    Purpose.PROGRESS: timedelta(days=90),
    Purpose.LEAD: timedelta(days=30),
    Purpose.SIGN: timedelta(days=365),
}


def token(purpose: Purpose, subject: UUID | int | str) -> str:
    """Return what stands in the address: `subject` (a reference or an id) with a signature and the present moment."""
    return _signer(purpose).sign(subject.hex if isinstance(subject, UUID) else str(subject))


def subject(purpose: Purpose, found: str) -> str | None:
    """Return what a token names, or None when it is made up, for another purpose, or over its time."""
    try:
        return _signer(purpose).unsign(found, max_age=LASTS[purpose])
    except signing.BadSignature:
        return None


def expired(purpose: Purpose, found: str) -> str | None:
    """Return what a token names of which the time is over; None when it still works, and when it was made up."""
    try:
        named = _signer(purpose).unsign(found)
    except signing.BadSignature:
        return None
    return named if subject(purpose, found) is None else None


def _signer(purpose: Purpose) -> signing.TimestampSigner:
    return signing.TimestampSigner(sep=".", salt=f"coalitions.{purpose}")
