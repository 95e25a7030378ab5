"""Words that keep people away from an activity."""

import re

# Lonely, loneliness and growing lonely: whoever is, seldom comes to what is named after it.
LONELY = re.compile(r"\b(?:ver)?eenza+m\w*", re.IGNORECASE)


def lonely(text: str) -> list[str]:
    """Return the words about loneliness in `text`, each once, in small letters, in the order of appearance."""
    return list(dict.fromkeys(word.lower() for word in LONELY.findall(text)))
