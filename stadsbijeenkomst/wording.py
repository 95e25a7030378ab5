"""The text of a note, as it is kept."""

import unicodedata


def normalise(text: str) -> str:
    """Return `text` as it is stored and given back: exactly what was typed, but for three things.

    Line ends become one line feed; control characters (Unicode category Cc, but not the line feed and the tab) and
    lone surrogates (Cs), which no database keeps, fall away; white space at both ends falls away. Emoji, accents,
    joiners and right-to-left marks stay as they are.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return "".join(kept).strip()
