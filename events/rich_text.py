"""Rich text and plain text: what somebody else wrote as paragraphs of ours, and ours as lines of words."""

import re

from bs4 import BeautifulSoup
from django.utils.html import escape

# Google and Outlook write HTML into what should be plain text.
TAG = re.compile(r"</?(a|b|br|div|em|h\d|i|li|ol|p|span|strong|u|ul)\b[^<>]{0,500}>", re.IGNORECASE)


def rich(text: str) -> str:
    """Return paragraphs of `text`: an empty line begins a new one."""
    paragraphs = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")))
    return "".join(f"<p>{escape(part).replace(chr(10), '<br/>')}</p>" for part in paragraphs if part.strip())


def without_tags(text: str) -> str:
    """Return `text` as it reads when a program put HTML into it; other text is returned as it is."""
    if not TAG.search(text):
        return text
    soup = BeautifulSoup(re.sub(r"\s*\n\s*", " ", text), "html.parser")
    for block in soup.find_all(["br", "p", "div", "li", "h1", "h2", "h3", "h4"]):
        block.insert_before("\n") if block.name != "br" else block.replace_with("\n")
        if block.name in {"p", "div"}:
            block.insert_after("\n\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in soup.get_text().split("\n"))).strip()


def plain(html: str) -> str:
    """Return rich text as lines of plain text; an item of a list begins with a dash."""
    soup = BeautifulSoup(html, "html.parser")
    for item in soup.find_all("li"):
        item.insert(0, "- ")
    for block in soup.find_all(["p", "li", "h2", "h3", "h4", "br"]):
        block.append("\n")
    return "\n".join(line.strip() for line in soup.get_text().strip().split("\n"))


def words(html: str) -> str:
    """Return the words of rich text with one space between, to see whether two texts say the same."""
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())
