"""Data about persons that people write down without thinking: found, so that somebody looks once more.

`personal_data.js` does the same on the device; both are tested with the examples in `tests/personal_data.json`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    BSN = "bsn"


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in `text[start:end]`."""

    kind: Kind
    start: int
    end: int


# Two letters after four digits that are much rather a word: "in 2024 en 3 keer".
_WORDS = "al|de|en|er|ik|in|is|ja|je|kg|km|na|nu|of|om|op|te|uu|we|ze|zo"
_POSTCODE = rf"[1-9][0-9]{{3}}(?:[A-Za-z]{{2}}|[ ](?!(?:{_WORDS})(?![A-Za-z]))[A-Za-z]{{2}})(?![A-Za-z])"
_NUMBER = r"[0-9]{1,5}(?:[ -]?[A-Za-z]{1,2}(?![A-Za-z]))?"
# Longest things first: what lies within something found before is not found again.
_PATTERNS = (
    (Kind.EMAIL, r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"),
    # A house number before the postcode, as on an envelope, or after it, as in a form.
    (Kind.POSTCODE, rf"(?<![A-Za-z0-9]){_NUMBER}[ ,\n]{{1,3}}{_POSTCODE}"),
    (Kind.POSTCODE, rf"(?<![A-Za-z0-9]){_POSTCODE}[ ,\n]{{1,3}}(?:(?:huisnummer|nummer|nr\.?)[ ])?{_NUMBER}"),
    # Nine digits after the 0 or the +31; a date with a time after it has as many.
    (
        Kind.PHONE,
        r"(?<![0-9+])(?![0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{4})"
        r"(?:(?:\+|00)31[ .-]?(?:\(0\)|0)?[ .-]?|\(?0)[1-9](?:[ ./()-]{0,3}[0-9]){8}(?![0-9])",
    ),
    (Kind.BSN, r"(?<![0-9])[0-9](?:[ .]?[0-9]){8}(?![0-9])"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)


def find(text: str) -> list[Found]:
    """Return the phone numbers (Dutch ones), e-mail addresses, postcodes with a house number, and numbers that may be
    a citizen service number (BSN) in `text`, in the order of the text; they do not overlap."""
    found: list[Found] = []
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(text):
            if kind == Kind.BSN and not _passes_the_test(match[0]):
                continue
            start, end = match.span()
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Found(kind, start, end))
    return sorted(found, key=lambda one: one.start)


def marked(text: str) -> Iterator[tuple[str, Kind | None]]:
    """Cut `text` into pieces, each with the kind of personal data it is, or None."""
    position = 0
    for one in find(text):
        if one.start > position:
            yield text[position : one.start], None
        yield text[one.start : one.end], one.kind
        position = one.end
    if position < len(text):
        yield text[position:], None


def _passes_the_test(number: str) -> bool:
    """The test of eleven for a BSN: weights 9 to 2, and -1 for the last digit."""
    digits = [int(sign) for sign in number if sign.isdigit()]
    total = sum(weight * digit for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True))
    return any(digits) and total % 11 == 0
