import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from wagtail.models import PageViewRestriction

from coalitions import follow_up, links, reminders
from coalitions.models import Action, Reminder

from .workers import TwoWorkers

pytestmark = pytest.mark.django_db
DAY = date(2030, 12, 1)


def on(days: int):
    """Freeze the clock so many days after the day of the action, at nine in the morning."""
    day = DAY + timedelta(days)
    return time_machine.travel(f"{day.isoformat()} 09:00+01:00", tick=False)


@pytest.fixture
def run(django_capture_on_commit_callbacks, mailoutbox):
    """Run the command some days after the day of the action; return who was mailed about what."""

    def remind(days: int = 0) -> list[tuple[str, str]]:
        mailoutbox.clear()
        with on(days), django_capture_on_commit_callbacks(execute=True):
            call_command("remind_owners")
        return [(message.to[0], message.subject) for message in mailoutbox]

    return remind


@pytest.fixture
def promised(organisation, home_page):
    """Return an action of somebody with an address, promised for `DAY` two months before."""

    def make(title="Elke week soep", email="noor@example.org", since=-60, **fields):
        with on(since):
            action = follow_up.propose(
                title=title, first_step="De keuken bellen", due_on=fields.pop("due_on", DAY), owner="Buurtkok"
            )
            action.owner_email = email
            for name, value in fields.items():
                setattr(action, name, value)
            action.save()
        return action

    return make


def test_owner_is_reminded_on_each_day_of_the_cadence(promised, run):
    promised()
    found = [days for days in range(-60, 100) if run(days)]
    # The first day late comes two days after the last day before: too soon after each other.
    assert found == [-30, -7, -1, 7, 30, 60]


@pytest.mark.parametrize(
    ("since", "days"),
    [(-60, [-30, -7, -1, 7, 30, 60]), (-30, [-7, -1, 7, 30, 60]), (-3, [-1, 7, 30, 60]), (-1, [1, 7, 30, 60])],
)
def test_action_is_reminded_only_of_what_lies_ahead(since, days, promised, run):
    promised(since=since)
    assert [day for day in range(since, 100) if run(day)] == days


def test_step_is_the_newest_that_has_come():
    since = DAY - timedelta(100)
    found = {days: reminders.step(DAY, since, None, DAY + timedelta(days)) for days in range(-32, 93)}
    assert [days for days, step in found.items() if step is None] == [-32, -31, 90, 91, 92]
    assert {step: days for days, step in reversed(found.items()) if step} == {step: step for step in reminders.STEPS}


@pytest.mark.parametrize(("last", "step"), [(-13, -7), (-12, None), (-8, None)])
def test_step_that_comes_too_soon_after_the_last_reminder_is_passed_over_for_good(last, step):
    arguments = DAY, DAY - timedelta(60), DAY + timedelta(last)
    assert [reminders.step(*arguments, DAY + timedelta(days)) for days in (-7, -4, -2)] == [step] * 3


def test_missed_runs_are_caught_up_with_the_newest_reminder_only(promised, run):
    promised()
    days = [*range(-60, -40), *range(-5, 25), *range(45, 100)]
    assert [day for day in days if run(day)] == [-5, 1, 7, 45, 60]


def test_other_day_begins_anew_and_the_old_day_is_forgotten(promised, run):
    action = promised()
    assert [day for day in range(-60, -10) if run(day)] == [-30]
    with on(-10):
        action.due_on = DAY + timedelta(20)
        action.save()
    assert [day - 20 for day in range(-10, 120) if run(day)] == [-7, -1, 7, 30, 60]


def test_other_day_does_not_bring_two_reminders_within_five_days(promised, run):
    action = promised()
    assert [day for day in range(-60, -6) if run(day)] == [-30, -7]
    with on(-6):
        action.due_on = DAY + timedelta(3)  # a week before it comes three days after the last reminder
        action.save()
    assert [day for day in range(-6, 5) if run(day)] == [2]


@pytest.mark.parametrize("status", ["done", "stopped"])
def test_ended_action_is_not_reminded(status, promised, run):
    promised(status=status, status_reason="Het is klaar.")
    assert [day for day in range(-60, 100) if run(day)] == []


def test_letter_goes_to_the_owner_else_to_the_partner_else_to_nobody(promised, run, organisation, capsys):
    organisation.contact_email = "linde@example.org"
    organisation.save()
    promised(organisation=organisation)
    promised("Samen wandelen", email="", organisation=organisation)
    promised("Duobank", email="")
    assert run(-30) == [
        ("noor@example.org", "Hoe gaat het? Elke week soep"),
        ("linde@example.org", "Hoe gaat het? Samen wandelen"),
    ]
    assert capsys.readouterr().out == "2 letters about 2 actions; 1 without an address\n"


def test_owner_gets_one_letter_about_everything(promised, run, mailoutbox):
    promised()
    promised("Samen wandelen", email="Noor@example.org", due_on=DAY - timedelta(6))
    promised("Later", due_on=DAY + timedelta(50))
    assert run(-7) == [("Noor@example.org", "Hoe gaat het met uw 2 acties?")]
    text = mailoutbox[0].body
    assert text.count("/acties/voortgang/") == 2
    assert text.count("/acties/geen-herinnering/") == 3
    assert "1 december 2030 (nog 7 dagen)" in text
    assert "25 november 2030 (nog 1 dag)" in text
    assert "Later" not in text
    assert list(Reminder.objects.order_by("pk").values_list("action__title", "days")) == [
        ("Elke week soep", -7),
        ("Samen wandelen", -1),
    ]


def test_letter_has_the_headers_of_rfc_8058_byte_for_byte(promised, run, mailoutbox):
    promised()
    run(-30)
    with on(-30):
        address = f"http://testserver/acties/geen-herinnering/{links.token(links.Purpose.STOP, ALL)}"
    raw = mailoutbox[0].message().as_bytes()
    # A line that is too long goes on after a space (RFC 5322 §2.2.3).
    assert f"\nList-Unsubscribe: \n <{address}>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n".encode() in raw
    assert b"\nAuto-Submitted: auto-generated\n" in raw


ALL = f"all-{links.mark('noor@example.org')}"


def test_letter_leads_to_the_action_only_when_everybody_may_see_it(promised, run, mailoutbox, action_index, coalition):
    action = promised(coalition=coalition)
    run(-30)
    page = f"http://testserver/acties/{action.pk}/"
    assert page in mailoutbox[0].body
    assert "Samen aan tafel" in mailoutbox[0].body
    hide(coalition)
    run(-7)
    assert page not in mailoutbox[0].body
    assert "Samen aan tafel" not in mailoutbox[0].body


def hide(page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def test_letter_about_one_action_reads_well(promised, run, mailoutbox):
    promised()
    run(7)
    assert mailoutbox[0].body.startswith(
        "Hallo,\n\nU hebt gezegd dat u met een actie begint. Hoe gaat het? Vertel het in één zin; iedereen kan het "
        "dan lezen. U hebt geen account nodig.\n\n* Elke week soep\n  Eerste stap: De keuken bellen\n"
        "  Klaar voor: 1 december 2030 (7 dagen geleden)\n"
    )


def address_in(message, number: int) -> str:
    """Return an address to stop in a letter, without the name of the site."""
    return re.findall(r"http://testserver(/acties/geen-herinnering/\S+)", message.body)[number]


def test_link_stops_one_action_by_a_button_and_looking_changes_nothing(promised, run, mailoutbox, visitor):
    soup, walk = promised(), promised("Samen wandelen")
    run(-30)
    address = address_in(mailoutbox[0], 0)
    with on(-29):
        response = visitor.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert response.cookies == {}
        assert "Elke week soep" in response.text
        assert "Samen wandelen" not in response.text
        soup.refresh_from_db()
        assert soup.reminders_stopped_at is None
        assert visitor.post(address).status_code == 200
        assert visitor.post(address).status_code == 200
        assert "Er zijn geen herinneringen" in visitor.get(address).text
    soup.refresh_from_db()
    walk.refresh_from_db()
    assert (soup.reminders_stopped_at is None, walk.reminders_stopped_at is None) == (False, True)
    assert run(-7) == [("noor@example.org", "Hoe gaat het? Samen wandelen")]


def test_button_of_the_mail_program_stops_everything_without_cookie_or_redirect(promised, run, mailoutbox):
    promised(), promised("Samen wandelen"), promised("Ander", email="sem@example.org")
    run(-30)
    address = mailoutbox[0].extra_headers["List-Unsubscribe"].removeprefix("<http://testserver").removesuffix(">")
    strict = Client(enforce_csrf_checks=True)
    with on(-29):
        body = "List-Unsubscribe=One-Click"
        response = strict.post(address, body, content_type="application/x-www-form-urlencoded")
    assert (response.status_code, response.cookies) == (200, {})
    assert run(-7) == [("sem@example.org", "Hoe gaat het? Ander")]


def test_link_of_a_former_owner_stops_nothing(promised, run, mailoutbox, visitor):
    action = promised()
    run(-30)
    action.owner_email = "sem@example.org"
    action.save()
    for number in range(2):
        assert visitor.post(address_in(mailoutbox[0], number)).status_code == 200
    action.refresh_from_db()
    assert action.reminders_stopped_at is None


def test_new_contact_of_a_partner_has_stopped_no_reminders(promised, run, mailoutbox, visitor, organisation):
    organisation.contact_email = "linde@example.org"
    organisation.save()
    promised(email="", organisation=organisation)
    own = promised("Met eigen adres", organisation=organisation)
    run(-30)
    with on(-29):
        for letter in mailoutbox:
            assert visitor.post(address_in(letter, -1)).status_code == 200
    with on(-28):
        organisation.contact_email, organisation.contact_name = "Linde@example.org", "Iemand"
        organisation.save()
    assert run(-7) == []
    with on(-6):
        organisation.contact_email = "nieuw@example.org"
        organisation.save(update_fields=["contact_email"])
    assert run(-1) == [("nieuw@example.org", "Hoe gaat het? Elke week soep")]
    with on(0):
        assert visitor.post(address_in(mailoutbox[0], 0)).status_code == 200
        assert "Er zijn geen herinneringen" in visitor.get(address_in(mailoutbox[0], 0)).text
    assert run(7) == []
    own.refresh_from_db()
    assert own.reminders_stopped_at is not None


@pytest.mark.parametrize("subject", ["1", "1-", "-x", "all", "9" * 40 + "-x", "a" * 32])
def test_link_with_a_forged_or_other_subject_is_refused(subject, action, visitor):
    token = links.token(links.Purpose.STOP, subject)
    expected = 200 if subject.endswith("-x") and subject != "-x" else 404
    for send in (visitor.get, visitor.post):
        assert send(f"/acties/geen-herinnering/{token}").status_code == expected
        assert send(f"/acties/geen-herinnering/{token}x").status_code == 404


def test_link_for_something_else_or_too_old_is_refused(action, visitor):
    other = links.token(links.Purpose.PROGRESS, ALL)
    with on(-30):
        old = links.token(links.Purpose.STOP, ALL)
    with time_machine.travel("2033-10-30 12:00+00:00"):
        assert visitor.post(f"/acties/geen-herinnering/{old}").status_code == 200
    with time_machine.travel("2033-11-02 12:00+00:00"):
        assert visitor.post(f"/acties/geen-herinnering/{old}").status_code == 404
    assert visitor.post(f"/acties/geen-herinnering/{other}").status_code == 404


def test_mark_of_an_address_outlives_a_new_secret_key(settings):
    old = links.mark("Noor@example.org")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    assert links.mark("noor@example.org") != old
    assert links.is_marked("noor@example.org", old)
    assert not links.is_marked("sem@example.org", old)


def test_letter_that_cannot_be_sent_is_marked_and_not_tried_again(promised, run, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    promised()
    run(-30)
    reminder = Reminder.objects.get()
    assert reminder.failed_at is not None
    assert "noor" not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert [day for day in range(-30, -5) if run(day)] == [-7]


def test_reminder_of_what_ended_before_a_worker_came_is_not_sent_and_leaves_the_log(promised, run, mailoutbox):
    soup, walk = promised(), promised("Samen wandelen")
    with on(-30):
        assert reminders.remind() == reminders.Sent(1, 2, 0)  # the letter waits for the commit
        ids = list(Reminder.objects.values_list("pk", flat=True))
        Action.objects.filter(pk=walk.pk).update(status="done")
        reminders.send.call(ids)
    assert [message.subject for message in mailoutbox] == ["Hoe gaat het? Elke week soep"]
    assert list(Reminder.objects.values_list("action", flat=True)) == [soup.pk]


@pytest.mark.parametrize("number", [1, 3])
def test_run_costs_the_same_queries_for_more_actions_of_an_owner(
    number, promised, django_assert_num_queries, django_capture_on_commit_callbacks, mailoutbox
):
    for index in range(number):
        promised(f"Actie {index}", due_on=DAY + timedelta(index % 2))
    with on(-29), django_assert_num_queries(15), django_capture_on_commit_callbacks(execute=True):
        reminders.remind()
    assert len(mailoutbox) == 1


# By day of the test: who is mailed about what. The first day is 1 September 2030.
SOUP, TEA, WALK, SING = "Soep", "Thee", "Wandelen", "Zingen"
BENCH, CARDS, BUS, LATE = "Bankje", "Kaarten", "Bus", "Laat"
EXPECTED = {
    10: {"noor": {SOUP, TEA}, "sem": {WALK}, "lot": {SING}, "ali": {BENCH}},
    33: {"noor": {SOUP, TEA}, "sem": {WALK}},
    39: {"noor": {SOUP, TEA}, "bo": {BUS}},
    # Thirty days before day 60, and no run on day 53 and 54, so that a week before is made up for on day 55.
    30: {"linde": {CARDS}},
    47: {"noor": {SOUP, TEA}, "bo": {BUS}},
    # Promised on day 20 for day 80 instead of 40.
    50: {"lot": {SING}},
    55: {"linde": {CARDS}},
    61: {"linde": {CARDS}},  # not on day 59, four days after the last
    67: {"linde": {CARDS}},
    # Made on day 50 with a day that was past already.
    70: {"noor": {SOUP, TEA}, "bo": {BUS}, "kim": {LATE}},
    73: {"lot": {SING}},
    79: {"lot": {SING}},
    87: {"lot": {SING}},
    90: {"linde": {CARDS}},
    100: {"noor": {SOUP, TEA}, "bo": {BUS}, "kim": {LATE}},
    110: {"lot": {SING}},
}


FIRST = date(2030, 9, 1)


def on_day(day: int) -> date:
    return FIRST + timedelta(day)


def make(title: str, name: str, day: int, **fields) -> Action:
    """Return an action for a day, of somebody whose address begins with `name`."""
    email = f"{name}@example.org" if name else ""
    fields = {"title": title, "first_step": "Bellen", "owner": "Buurt", "owner_email": email} | fields
    return Action.objects.create(due_on=on_day(day), **fields)


def happen(day: int, mailoutbox) -> None:
    """Let happen what happens before the command runs on a day."""
    match day:
        case 12:
            press_stop(mailoutbox, "ali")
        case 20:
            action = Action.objects.get(title=SING)
            action.due_on = on_day(80)
            action.save()
        case 36:
            action = Action.objects.get(title=WALK)
            follow_up.report(action, status="done", text="Gedaan.", voice="owner", key=uuid4())
        case 37:
            make(BUS, "bo", 40)
        case 50:
            make(LATE, "kim", 40)


def press_stop(mailoutbox, name: str) -> None:
    """Do what a mail program does when somebody presses its button to stop."""
    letter = next(one for one in reversed(mailoutbox) if one.to == [f"{name}@example.org"])
    address = letter.extra_headers["List-Unsubscribe"].removeprefix("<http://testserver").removesuffix(">")
    assert Client().post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_send_exactly_what_is_due_in_120_days(home_page, organisation, mailoutbox):
    found, counted, without_address, out = {}, [], [], {53, 54}
    organisation.contact_email = "linde@example.org"
    organisation.save()
    with time_machine.travel("2030-08-20 09:00+02:00", tick=False) as clock, TwoWorkers(reminders.remind) as workers:
        for title, name in (
            (SOUP, "noor"),
            (TEA, "noor"),
            (WALK, "sem"),
            (SING, "lot"),
            (BENCH, "ali"),
            ("Niemand", ""),
        ):
            make(title, name, 40)
        make(CARDS, "", 60, organisation=organisation)
        make("Ver weg", "noor", 400)
        make("Gestopt", "sem", 40, status="stopped", status_reason="Te duur.")
        for day in sorted(set(range(120)) - out):
            clock.move_to(f"{on_day(day)} 09:00+00:00")
            happen(day, mailoutbox)
            before = len(mailoutbox)
            sent = workers.run()
            letters = mailoutbox[before:]
            counted.append(sum(one.letters for one in sent) == len(letters))
            without_address += [day] if any(one.without_address for one in sent) else []
            told = [(one.to[0].split("@")[0], set(re.findall(r"^\* (.+)$", one.body, re.M))) for one in letters]
            assert len(dict(told)) == len(told)
            found |= {day: dict(told)} if told else {}
    assert found == EXPECTED
    assert all(counted)
    assert Reminder.objects.count() == sum(len(told) for day in EXPECTED.values() for told in day.values())
    assert without_address == sorted(set(range(10, 120)) - out)
