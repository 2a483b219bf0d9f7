"""Which of the languages of a text is read."""

import pytest
from django.utils import translation

from profiles.languages import Words, readers_text, readers_words, words_in


@pytest.mark.parametrize(
    ("reader", "texts", "original", "found"),
    [
        ("de", {"de": "a", "en": "b"}, "en", Words("de", "a")),
        ("de", {"ja": "a", "en": "b"}, "ja", Words("ja", "a")),
        ("de", {"en": "b", "fr": "c"}, "ja", Words("en", "b")),
        ("de", {"fr": "c"}, "ja", Words("fr", "c")),
        ("de", {"de": "", "ja": "a"}, "ja", Words("ja", "a")),
        ("de", {}, "ja", None),
    ],
)
def test_words_are_the_readers_else_the_original(
    reader: str, texts: dict[str, str], original: str, found: Words | None
) -> None:
    with translation.override(reader):
        assert readers_words(texts, original) == found
        assert readers_text(texts, original) == (found.text if found else "")


def test_words_for_somebody_else_ignore_the_reader() -> None:
    with translation.override("de"):
        assert words_in({"de": "a", "ja": "b"}, "ja") == Words("ja", "b")
        assert words_in({"de": "a", "en": "b"}, "ja") == Words("en", "b")
