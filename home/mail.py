"""Mail: one letter to one person, as plain text and as HTML, in the language of who reads it.

A letter is three templates: `<app>/mail/<name>.subject.txt`, `.txt` and `.html`. It holds no picture and no link that
counts who follows it. What decides that a letter must go is a function of the domain; it sends from a task that takes
ids only, enqueued when the transaction commits (see `events.letters`).
"""

import logging
import re
import smtplib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.utils import translation
from wagtail.models import Site

from .models import CitySettings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Attachment:
    """A file that goes along, byte for byte. Text in it is UTF-8."""

    filename: str
    content: bytes
    content_type: str

    def as_mime(self) -> MIMEBase:
        # Not Django's own attachments: those decode text and let the transport fold its lines anew.
        kind, _slash, detail = self.content_type.partition("/")
        part = MIMEBase(kind, detail)
        if kind == "text":
            part.set_param("charset", "utf-8")
        part.set_payload(self.content)
        encode_base64(part)
        part.add_header("Content-Disposition", "attachment", filename=self.filename)
        return part


def compose(
    name: str,
    to: str,
    context: Mapping[str, Any],
    language: str,
    attachments: Iterable[Attachment] = (),
    site: Site | None = None,
    unsubscribe: str = "",
) -> EmailMultiAlternatives:
    """Return the letter `name` (`events/confirmed`) to one address; `context` also gets `city` (`CitySettings`).

    `site` says who sends it, the default site if None. `unsubscribe` is a whole address that takes a POST without
    anything to fill in, for the mail program's own button (RFC 8058); the letter itself links to it too.
    """
    app, _slash, letter = name.partition("/")
    site = site or Site.objects.get(is_default_site=True)
    city = CitySettings.for_site(site)
    engine = Engine.get_default()
    known = {**context, "city": city, "language": language, "unsubscribe": unsubscribe}
    with translation.override(language):
        # Only HTML is escaped: in a subject and in plain text `&` is a sign like any other.
        subject, text, html = (
            engine.get_template(f"{app}/mail/{letter}{kind}").render(Context(known, autoescape=kind == ".html"))
            for kind in (".subject.txt", ".txt", ".html")
        )
    # RFC 3834: no answering machine answers this.
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": language}
    if unsubscribe:
        headers |= {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        # Parts that are left out leave their line breaks behind.
        body=re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n",
        from_email=sender(city),
        to=[to],
        reply_to=[city.email] if city.email else None,
        headers=headers,
    )
    message.attach_alternative(html, "text/html")
    for file in attachments:
        message.attach(file.as_mime())
    return message


def send(message: EmailMultiAlternatives) -> bool:
    """Send a letter and say whether that worked. A failure is logged without the address, and breaks nothing."""
    try:
        message.send()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        # The text of an SMTP error repeats the address; its kind is enough to look further.
        logger.error("a mail could not be sent: %s", type(error).__name__)
        return False
    return True


def sender(city: CitySettings) -> str:
    """Return From: the address of the settings, with the name of the organisation unless it has a name already."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or city.organisation or settings.WAGTAIL_SITE_NAME, address))
