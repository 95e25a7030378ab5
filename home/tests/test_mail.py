import logging
import smtplib

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend

from home import mail
from home.models import CitySettings

pytestmark = pytest.mark.django_db
ICS = b"BEGIN:VCALENDAR\r\nSUMMARY:Th\xc3\xa9\r\nEND:VCALENDAR\r\n"


class BrokenBackend(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({"noor@example.org": (550, b"nobody here")})


@pytest.fixture
def letter(settings, tmp_path, home_page):
    """Three templates of a letter, and the organisation that sends it."""
    folder = tmp_path / "thee" / "mail"
    folder.mkdir(parents=True)
    (folder / "bon.subject.txt").write_text("Thee\n & {{ with }}\n")
    (folder / "bon.txt").write_text(
        '{% extends "home/mail/frame.txt" %}{% block text %}Thee & {{ with }}{% endblock %}'
    )
    (folder / "bon.html").write_text(
        '{% extends "home/mail/frame.html" %}{% block text %}<p>Thee &amp; {{ with }}</p>{% endblock %}'
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    city = CitySettings.for_site(home_page.get_site())
    city.organisation, city.email, city.phone = "Lindestad, samen", "hallo@example.org", "030 123"
    city.save()
    return "thee/bon"


def compose(letter, **options):
    return mail.compose(letter, "noor@example.org", {"with": "<koek> & taart"}, "nl", **options)


def test_letter_has_a_text_and_an_html_form(letter):
    message = compose(letter)
    assert message.subject == "Thee & <koek> & taart"
    assert message.body == ("Thee & <koek> & taart\n\n-- \nLindestad, samen\n030 123\nhallo@example.org\n")
    (html,) = message.alternatives
    assert html.mimetype == "text/html"
    assert '<html lang="nl">' in html.content
    assert "<p>Thee &amp; &lt;koek&gt; &amp; taart</p>" in html.content
    assert "<img" not in html.content


def test_headers_say_who_writes_and_that_nobody_needs_to_answer(letter, settings):
    settings.DEFAULT_FROM_EMAIL = "post@example.org"
    sent = compose(letter).message()
    assert {name: sent[name] for name in ("From", "To", "Reply-To", "Auto-Submitted", "Content-Language")} == {
        "From": '"Lindestad, samen" <post@example.org>',
        "To": "noor@example.org",
        "Reply-To": "hallo@example.org",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "nl",
    }


def test_name_in_the_settings_wins_from_the_organisations(letter, settings):
    settings.DEFAULT_FROM_EMAIL = "Agenda <post@example.org>"
    assert compose(letter).from_email == "Agenda <post@example.org>"


def test_attachment_arrives_byte_for_byte(letter):
    sent = compose(letter, attachments=[mail.Attachment("thee.ics", ICS, "text/calendar")]).message()
    part = sent.get_payload()[1]
    assert (part.get_content_type(), part.get_param("charset"), part.get_filename()) == (
        "text/calendar",
        "utf-8",
        "thee.ics",
    )
    assert part.get_payload(decode=True) == ICS


def test_letter_is_sent(letter, mailoutbox):
    assert mail.send(compose(letter)) is True
    assert [message.to for message in mailoutbox] == [["noor@example.org"]]


def test_failure_is_logged_without_the_address(letter, settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    with caplog.at_level(logging.ERROR):
        assert mail.send(compose(letter)) is False
    assert [record.getMessage() for record in caplog.records] == ["a mail could not be sent: SMTPRecipientsRefused"]
    assert "noor" not in caplog.text
    assert django_mail.outbox == []
