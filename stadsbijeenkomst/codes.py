"""Short codes that people read from a card and type on a phone."""

import secrets
import string

# Without 0, O, 1 and I, which look alike on paper. 32 signs: six of them make a thousand million codes, so that
# guessing one of forty live tables takes some 27 million tries.
ALPHABET = "".join(sorted((set(string.ascii_uppercase) | set(string.digits)) - set("0O1I")))
LENGTH = 6


def make() -> str:
    """Return a new random code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalise(typed: str) -> str:
    """Return what was typed as a code (capitals, no spaces, dashes or dots), or "" when it cannot be one."""
    code = "".join(sign for sign in typed.strip().upper() if sign not in " -–.·\u00a0")
    return code if len(code) == LENGTH and all(sign in ALPHABET for sign in code) else ""
