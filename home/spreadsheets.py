"""Cells that a spreadsheet program shows and never runs."""

from typing import Any

# A text that begins like this is a formula to Excel, LibreOffice and Google Sheets (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(value: Any) -> Any:
    """Return `value`, with an apostrophe before a text that a spreadsheet program would run."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def plain(text: str) -> str:
    """Return a cell without the apostrophe that `safe` put before it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
