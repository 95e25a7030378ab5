import pytest

from events import rich_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Kom <b>erbij</b>!</p><p>Neem <i>iemand</i> mee.</p>", "Kom erbij!\nNeem iemand mee."),
        ("<ul><li>soep</li><li>brood &amp; kaas</li></ul>", "- soep\n- brood & kaas"),
        ("een<br/>twee", "een\ntwee"),
        ("", ""),
    ],
)
def test_plain_keeps_lines(html, text):
    assert rich_text.plain(html) == text
