"""Where moderators put notes together in topics, in the admin."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from home.models import Theme

from .. import arrangement, grouping, journal
from ..models import Group, Note, Question, StadsbijeenkomstPage
from .meeting import any_meeting
from .queue import in_part, may_moderate, number

NEW, ALONE = "nieuw", "los"
DISMISSED = 200  # suggestions that a moderator's session remembers
REFUSALS = (grouping.ChangedMeanwhile, grouping.GroupingRefused)


@require_http_methods(["GET", "HEAD", "POST"])
@may_moderate
def topics(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show the topics and lone notes of one question, of a wijk or of all; do what a button says.

    Suggestions are computed only when they are asked for. A script asks for parts, as in the queue.
    """
    meeting = any_meeting(meeting_id)
    asked = request.POST if request.method == "POST" else request.GET
    question = asked.get("vraag", "")
    question = question if question in Question.values else Question.GOOD.value
    wijk_id, suggesting = number(asked, "wijk"), asked.get("lijkt") == "1"
    if request.method != "POST":
        if "v" in request.GET and request.GET["v"] == str(journal.version(meeting.pk)):
            return HttpResponse(status=204)
        return show(request, meeting, question, wijk_id, suggesting)
    done, sentence = act(request, meeting)
    if in_part(request):
        return show(request, meeting, question, wijk_id, suggesting, sentence)
    (messages.success if done else messages.warning)(request, sentence)
    query = {"vraag": question} | ({"wijk": wijk_id} if wijk_id else {}) | ({"lijkt": 1} if suggesting else {})
    return redirect(f"{reverse('stadsbijeenkomst_topics', args=[meeting.pk])}?{urlencode(query)}")


def show(
    request: HttpRequest,
    meeting: StadsbijeenkomstPage,
    question: str,
    wijk_id: int | None,
    suggesting: bool,
    sentence: str = "",
) -> HttpResponse:
    """Answer with the whole page, or with its parts."""
    version = journal.version(meeting.pk)
    found = arrangement.slips(meeting, question, wijk_id)
    arranged = arrangement.show(meeting, question, found)
    dismissed = request.session.get(dismissed_key(meeting), [])
    context = {
        "page_title": _("Topics"),
        "page_subtitle": meeting.title,
        "header_icon": "folder-open-inverse",
        "meeting": meeting,
        "version": version,
        "question": question,
        "questions": meeting.questions.items(),
        "wijken": meeting.wijken(),
        "wijk_id": wijk_id,
        "arranged": arranged,
        "themes": list(Theme.objects.all()),
        "suggesting": suggesting,
        "suggestions": arrangement.suggestions(found, arranged, dismissed) if suggesting else [],
        "sentence": sentence,
    }
    template = "_topics" if in_part(request) else "topics"
    answer = render(request, f"stadsbijeenkomst/admin/{template}.html", context)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def act(request: HttpRequest, meeting: StadsbijeenkomstPage) -> tuple[bool, str]:
    """Do what the pressed button says. Return whether all of it was done, and a sentence."""
    verb = request.POST.get("verb")
    if verb == "dismiss":
        key = dismissed_key(meeting)
        request.session[key] = [*request.session.get(key, []), request.POST.get("key", "")[:1000]][-DISMISSED:]
        return True, _("This suggestion does not come back.")
    if verb == "change":
        return change(request.POST, meeting)
    if verb == "move":
        return move(request, meeting)
    raise BadRequest(_("This button is not known here."))


def change(sent: QueryDict, meeting: StadsbijeenkomstPage) -> tuple[bool, str]:
    """Give a topic a title and a theme."""
    group = its_group(meeting, sent.get("group", ""))
    theme_id = number(sent, "theme")
    theme = Theme.objects.filter(pk=theme_id).first() if theme_id else None
    try:
        grouping.change(group.pk, instant(sent.get("seen", "")), sent.get("title", ""), theme)
    except REFUSALS as refusal:
        return False, str(refusal.sentence)
    return True, _("The topic is changed.")


def move(request: HttpRequest, meeting: StadsbijeenkomstPage) -> tuple[bool, str]:
    """Put the chosen notes, and all notes of the chosen topics, where the moderator said. What a colleague changed
    meanwhile stays where that colleague put it."""
    sent, who = request.POST, request.user
    chosen = [its_note(meeting, value) for value in dict.fromkeys(sent.getlist("note"))]
    whole = [its_group(meeting, value) for value in dict.fromkeys(sent.getlist("group"))]
    target, title = sent.get("target", ""), sent.get("title", "").strip()
    if not chosen and not whole:
        return False, _("Choose one or more notes first.")
    if target == ALONE and whole:
        return False, _("Choose the notes of a topic one by one to let them stand on their own.")
    into = None if target in {NEW, ALONE} else its_group(meeting, target).pk
    moved, refused = 0, []
    if target == NEW and whole and not title:
        into = whole.pop(0).pk  # several topics together: under the title of the first
    for note_id, seen in chosen:
        try:
            if target == ALONE:
                grouping.take_out(note_id, seen, who)
            elif into is None:
                into = grouping.begin(note_id, seen, title, who).group_id
            else:
                grouping.put(note_id, seen, into, who)
            moved += 1
        except REFUSALS as refusal:
            refused.append(str(refusal.sentence))
    for group in whole:
        try:
            if into is None:
                seen = group.changed_at
                grouping.rename(group.pk, seen, title)
                into = group.pk
            elif group.pk != into:
                grouping.merge(group.pk, into, who)
            moved += 1
        except REFUSALS as refusal:
            refused.append(str(refusal.sentence))
    told = [ngettext("%(number)s moved.", "%(number)s moved.", moved) % {"number": moved}] if moved else []
    return not refused, " ".join([*told, *dict.fromkeys(refused)])


def its_note(meeting: StadsbijeenkomstPage, value: str) -> tuple[int, datetime]:
    """Read a chosen note, "12@2026-11-22T20:15:00+00:00": which one, and as it was seen. It is one of the meeting."""
    key, _at, seen = value.partition("@")
    if not exists(Note.objects.filter(meeting=meeting), key):
        raise Http404(_("There is no such note in this meeting."))
    return int(key), instant(seen)


def its_group(meeting: StadsbijeenkomstPage, value: str) -> Group:
    groups = Group.objects.filter(meeting=meeting)
    if not exists(groups, value):
        raise Http404(_("There is no such topic in this meeting."))
    return groups.get(pk=value)


def exists(rows, key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < 10 and rows.filter(pk=key).exists()


def instant(value: str) -> datetime:
    try:
        return datetime.fromisoformat(value).astimezone()
    except (ValueError, OverflowError) as error:
        raise BadRequest(_("This button is not known here.")) from error


def dismissed_key(meeting: StadsbijeenkomstPage) -> str:
    return f"topics-dismissed-{meeting.pk}"
