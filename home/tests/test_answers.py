from django.http import HttpResponse
from django.utils import translation

from home.answers import for_one_reader, private


def test_nobody_keeps_what_is_for_one_reader(rf):
    answer = private(lambda request: HttpResponse())(rf.get("/"))
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")


def test_view_speaks_another_language_in_its_answer_alone(rf):
    @for_one_reader
    def view(request, number):
        translation.activate("en")
        return HttpResponse(str(number))

    answer = view(rf.post("/"), number=7)
    assert (answer.content, answer.headers["Content-Language"], translation.get_language()) == (b"7", "en", "nl")
    assert (answer.headers["Cache-Control"], view.csrf_exempt) == ("no-store", True)
