"""What coordinators and editors see of the network in the admin, in a real browser."""

from datetime import date

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from coalitions import declarations, factsheet_letter
from coalitions.models import (
    CoalitionPage,
    FactsheetIndexPage,
    FactsheetPage,
    Follower,
    Initiative,
    JoinRequest,
    Organisation,
    Reminder,
    StoryIndexPage,
    StoryPage,
)
from home.models import Figure

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

# Faults of Wagtail 8 itself: by the rule, what stands in the element that it names.
WAGTAIL = {
    "page-has-heading-one": "<html",  # the form of a snippet begins at level 2
    "aria-input-field-name": "public-DraftEditor-content",  # rich text
    "label": "ui-autocomplete-input",  # tags
}


@pytest.fixture
def desk(browse, client, live_server, home_page):
    """Return a function that opens a tab of a given width in which somebody is logged in who may do everything."""
    user = get_user_model().objects.create_superuser("beheerder", "beheer@example.org", "correct horse battery")

    def open_tab(width: int):
        client.force_login(user)
        tab = browse(width=width)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        tab.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return tab

    return open_tab


@pytest.fixture
def network(home_page, coalition, partner_index, organisation, action, action_index) -> list[str]:
    """One of everything that the network keeps; the addresses of the screens about it."""
    CoalitionPage.objects.filter(id=coalition.pk).update(contact_email="trekker@example.org")
    Organisation.objects.update(contact_email="noor@example.org")
    partner_index.declaration = "<p>Wij doen mee.</p>"
    partner_index.save()
    declaration = declarations.invite(organisation)
    waiting = {"status": "waiting", "confirmed_at": timezone.now()}
    asked = JoinRequest.objects.create(coalition=coalition, name="Noor", email="noor@example.org", **waiting)
    begun = Initiative.objects.create(title="Samen wandelen", goal="Elkaar kennen.", name="Lies", **waiting)
    Reminder.objects.create(action=action, due_on=action.due_on, days=7, sent_at=timezone.now())
    Follower.objects.create(email="a@b.nl", coalition=coalition, confirmed_at=timezone.now())
    Figure.objects.create(area="city", indicator="eenzaam", group="18+", year=2022, value=48, source="GGD")
    sheets = home_page.add_child(instance=FactsheetIndexPage(title="Factsheets", slug="factsheets"))
    sheet = sheets.add_child(
        instance=FactsheetPage(title="Factsheet", starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30))
    )
    factsheet_letter.write(sheet)
    stories = home_page.add_child(instance=StoryIndexPage(title="Verhalen", slug="verhalen"))
    story = stories.add_child(
        instance=StoryPage(
            title="Soep", summary="Nu kookt zij mee.", consented_on=date(2026, 1, 1), review_on=date(2026, 6, 1)
        )
    )
    listed = [
        reverse(f"coalitions_{name}_modeladmin_index")
        for name in ("declaration", "reminder", "joinrequest", "initiative")
    ]
    looked_at = [
        reverse(f"coalitions_{one._meta.model_name}_modeladmin_inspect", args=[one.pk])
        for one in (declaration, asked, begun)
    ]
    own = [
        *[reverse(name) for name in ("wagtailadmin_home", "coalitions_followers", "home_import_figures")],
        reverse("home_figure_modeladmin_index"),
        reverse("coalitions_letter", args=[sheet.pk]),
        reverse("coalitions_lead_letter", args=[coalition.pk]),
        reverse("coalitions_report", args=[action.pk]),
        reverse("coalitions_story", args=[story.pk]),
        reverse("home_handbook", args=["netwerkcoordinator.md"]),
    ]
    written = [
        *[
            reverse(one.snippet_viewset.get_url_name(verb))
            for one in (type(action), Organisation)
            for verb in ("list", "add")
        ],
        reverse(type(action).snippet_viewset.get_url_name("edit"), args=[action.pk]),
        *[reverse("wagtailadmin_pages:edit", args=[page.pk]) for page in (coalition, sheet, story)],
    ]
    return [*listed, *looked_at, *own, *written]


def test_screens_of_the_network_have_no_violation_of_ours(desk, network, violations):
    tab = desk(width=1280)
    found = []
    for address in network:
        answer = tab.goto(address)
        assert answer.status == 200, address
        tab.locator(".sidebar-main-menu").wait_for(state="attached")  # drawn by a script
        for width in (1280, 390):
            tab.set_viewport_size({"width": width, "height": 900})
            found += [f"{address} {width} {line}" for line in violations(tab)]
    ours = [line for line in found if not any(f" {rule}: " in line and part in line for rule, part in WAGTAIL.items())]
    assert ours == []
