"""Whether a story may stay: told with consent, asked again after a while, and taken away when nobody answers.

Run daily by `manage.py ask_about_stories`. Each function may be repeated and run by two at the same time: who asks or
answers locks the page first, and one story has one open question.
"""

from datetime import date, timedelta
from functools import partial
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django_tasks import task
from wagtail.log_actions import log
from wagtail.models import GroupPagePermission, Page

from home import mail

from .models import StoryPage, StoryQuestion

Outcome = StoryQuestion.Outcome
EXPIRE, STAY = "coalitions.story.expire", "coalitions.story.stay"


def first_review(consented_on: date) -> date:
    """Return when to ask again when an editor does not say: a year after the consent."""
    return consented_on + relativedelta(years=1)


def ask() -> int:
    """Ask about each public story of which the day has come, and mail who can answer; return how many were asked.

    A question to which the page itself gave the answer, with a later day or by being unpublished, is closed.
    """
    _close_answered()
    asked = sum(_ask(pk) for pk in StoryPage.objects.due().order_by("pk").values_list("pk", flat=True))
    # What could not be sent before is tried again.
    for pk in StoryQuestion.objects.filter(outcome="", told_at=None).values_list("pk", flat=True):
        transaction.on_commit(partial(tell.enqueue, pk), robust=True)
    return asked


def expire() -> int:
    """Unpublish each story about which nobody answered within `STORY_GRACE_DAYS` days after the letter; return how
    many. The page stays as a draft, and its history says why."""
    before = timezone.now() - timedelta(days=settings.STORY_GRACE_DAYS)
    late = StoryQuestion.objects.filter(outcome="", told_at__lt=before, story__live=True)
    return sum(_expire(pk) for pk in late.order_by("pk").values_list("story", flat=True))


@transaction.atomic
def stay(story: StoryPage, review_on: date, user: Any = None) -> None:
    """Let a story stay until `review_on`, on its page and in the draft that somebody may be working on. Locks it.

    Raises ValueError when that day is not to come.
    """
    if review_on <= timezone.localdate():
        raise ValueError("A story is asked about again on a day to come.")
    story = _lock(story.pk)
    # Asked before the draft is saved: without one, Wagtail gives the page itself as its draft.
    is_being_edited = story.has_unpublished_changes
    draft = story.get_latest_revision_as_object()
    draft.review_on = review_on
    revision = draft.save_revision(user=user, clean=False)
    StoryPage.objects.filter(id=story.pk).update(review_on=review_on)
    if not is_being_edited:
        revision.publish(user=user, skip_permission_checks=True)
    _close(story, Outcome.STAYS)
    log(instance=story, action=STAY, user=user, data={"until": review_on.isoformat()})


@transaction.atomic
def withdraw(story: StoryPage, user: Any = None) -> None:
    """Take a story off the site, because somebody asked or it may not stay; it remains as a draft. Locks it."""
    story = _lock(story.pk)
    if story.live:
        story.unpublish(user=user)
    _close(story, Outcome.WITHDRAWN)


@task()
def tell(question_id: int) -> None:
    """Mail who can answer a question; at most once, also when two workers take it up.

    As long as nobody could be mailed nobody was asked: the time for an answer does not begin, and it is tried again.
    """
    now = timezone.now()
    if not StoryQuestion.objects.filter(pk=question_id, outcome="", told_at=None).update(told_at=now):
        return
    question = StoryQuestion.objects.select_related("story__locale").get(pk=question_id)
    sent = [mail.send(compose(question, person)) for person in readers(question.story)]
    if not any(sent):
        StoryQuestion.objects.filter(pk=question_id).update(told_at=None)


def readers(story: StoryPage) -> list:
    """Return who is asked: who wrote the page last, else who made it, else everybody who may publish it.

    Only accounts that are still active and may still publish the page.
    """
    revision = story.latest_revision
    for person in (revision and revision.user, story.owner):
        if person and _may_answer(story, person):
            return [person]
    groups = GroupPagePermission.objects.filter(
        page__in=story.get_ancestors(inclusive=True), permission__codename="publish_page"
    ).values("group")
    may_all = Q(groups__in=groups) | Q(is_superuser=True)
    people = get_user_model().objects.filter(may_all, is_active=True).exclude(email="").distinct()
    return list(people.order_by("pk"))


def compose(question: StoryQuestion, person: Any) -> Any:
    """Return the letter that asks whether a story may stay."""
    story = question.story
    last_on = timezone.localdate(question.asked_at + timedelta(days=settings.STORY_GRACE_DAYS))
    root = settings.WAGTAILADMIN_BASE_URL
    context = {
        "story": story,
        "page": story.full_url or "",
        "answer": root + reverse("coalitions_story", args=[story.pk]),
        "last_on": last_on,
    }
    profile = getattr(person, "wagtail_userprofile", None)
    language = profile.get_preferred_language() if profile else settings.LANGUAGE_CODE
    return mail.compose("coalitions/story_question", person.email, context, language, site=story.get_site())


def waiting(user: Any) -> list[StoryPage]:
    """Return the public stories of which the day has come, that this editor may publish, the oldest first."""
    found = StoryPage.objects.due().order_by("review_on", "pk").select_related("locale")
    return [story for story in found if story.permissions_for_user(user).can_publish()]


def leaves_on(story: StoryPage) -> date | None:
    """Return the day after which a story is unpublished when nobody answers; None before anybody was mailed."""
    told_at = story.questions.filter(outcome="").values_list("told_at", flat=True).first()
    return timezone.localdate(told_at + timedelta(days=settings.STORY_GRACE_DAYS)) if told_at else None


@transaction.atomic
def _ask(pk: int) -> bool:
    story = _lock(pk)
    if not (story.live and story.review_on <= timezone.localdate()):
        return False
    _question, is_new = StoryQuestion.objects.get_or_create(
        story=story, outcome="", defaults={"review_on": story.review_on}
    )
    return is_new


@transaction.atomic
def _expire(pk: int) -> bool:
    story = _lock(pk)
    before = timezone.now() - timedelta(days=settings.STORY_GRACE_DAYS)
    is_late = story.questions.filter(outcome="", told_at__lt=before, review_on=story.review_on).exists()
    if not (story.live and is_late):
        return False
    story.unpublish(log_action=None)
    _close(story, Outcome.EXPIRED)
    log(instance=story, action=EXPIRE, data={"review_on": story.review_on.isoformat()})
    return True


def _close_answered() -> None:
    now, opened = timezone.now(), StoryQuestion.objects.filter(outcome="")
    opened.filter(story__live=False).update(outcome=Outcome.WITHDRAWN, closed_at=now)
    moved = opened.filter(~Q(review_on=F("story__review_on"))).values_list("pk", flat=True)
    StoryQuestion.objects.filter(pk__in=list(moved)).update(outcome=Outcome.STAYS, closed_at=now)


def _close(story: StoryPage, outcome: str) -> None:
    story.questions.filter(outcome="").update(outcome=outcome, closed_at=timezone.now())


def _lock(pk: int) -> StoryPage:
    """Return a story that nobody else asks about or answers for until the transaction ends."""
    Page.objects.select_for_update().get(pk=pk)
    return StoryPage.objects.select_related("locale").get(id=pk)


def _may_answer(story: StoryPage, person: Any) -> bool:
    return bool(person.is_active and person.email and story.permissions_for_user(person).can_publish())
