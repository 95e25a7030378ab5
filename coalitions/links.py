"""Links in letters: what they lead to, signed, for a purpose and a time.

Whoever has the letter may do what the link is for, and nothing else: no account is needed.
"""

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac


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


def mark(address: str) -> str:
    """Return what stands for an e-mail address in a link: the same for the same address, and no way back to it."""
    return _mark(address, settings.SECRET_KEY)


def is_marked(address: str, found: str) -> bool:
    """Say whether `found` stands for `address`, also when the secret key was changed in the meantime."""
    return any(_mark(address, key) == found for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def _mark(address: str, key: str) -> str:
    return salted_hmac("coalitions.links.mark", address.lower(), secret=key, algorithm="sha256").hexdigest()[:24]


def _signer(purpose: Purpose) -> signing.TimestampSigner:
    return signing.TimestampSigner(sep=".", salt=f"coalitions.{purpose}")
