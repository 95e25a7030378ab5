"""Short codes that people read from a card and type on a phone."""

import secrets
import string

# Without 0, O, 1 and I, which look alike on paper. 32 signs: six of them make a thousand million codes, so that
# guessing one of forty live tables takes some 27 million tries.
ALPHABET = "".join(sorted((set(string.ascii_uppercase) | set(string.digits)) - set("0O1I")))
LENGTH = 6
# A host's code does more harm in wrong hands, and is typed once.
HOST_LENGTH = 10
# The code of an Inbrengbon lives for months and shows what one person wrote.
VOUCHER_LENGTH = 14


def make(length: int = LENGTH) -> str:
    """Return a new random code of `length` signs."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def make_for_host() -> str:
    """Return a new random code for the host of a table."""
    return make(HOST_LENGTH)


def make_for_voucher() -> str:
    """Return a new random code for an Inbrengbon."""
    return make(VOUCHER_LENGTH)


def normalise(typed: str) -> str:
    """Return what was typed as a code (capitals, no spaces, dashes or dots), or "" when it cannot be one.

    A code of any kind: its length tells which.
    """
    code = "".join(sign for sign in typed.strip().upper() if sign not in " -–.·\u00a0")
    return (
        code if len(code) in {LENGTH, HOST_LENGTH, VOUCHER_LENGTH} and all(sign in ALPHABET for sign in code) else ""
    )
