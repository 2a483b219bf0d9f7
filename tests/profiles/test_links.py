"""Addresses on the web: by kind, without tricks."""

import pytest
from django.core.exceptions import ValidationError

from profiles.links import clean_link

INNER = "Nobody outside your own network can open this address."


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("website", "https://cluster.example.org/", "https://cluster.example.org/"),
        ("website", " cluster.example.org/about ", "https://cluster.example.org/about"),
        ("website", "http://example.org:8080/?q=1#x", "http://example.org:8080/?q=1#x"),
        ("website", "ｈｔｔｐｓ：／／ｅｘａｍｐｌｅ．ｏｒｇ", "https://example.org"),
        ("website", "https://例え.jp/組織", "https://例え.jp/組織"),
        ("other", "https://8.8.8.8/", "https://8.8.8.8/"),
        ("linkedin", "www.linkedin.com/company/x", "https://www.linkedin.com/company/x"),
        ("linkedin", "https://de.linkedin.com/company/x", "https://de.linkedin.com/company/x"),
        ("xing", "https://www.xing.com/pages/x", "https://www.xing.com/pages/x"),
        ("x", "https://x.com/somebody", "https://x.com/somebody"),
        ("x", "https://twitter.com/somebody", "https://twitter.com/somebody"),
        ("facebook", "https://www.facebook.com/x", "https://www.facebook.com/x"),
        ("youtube", "https://youtu.be/x", "https://youtu.be/x"),
    ],
)
def test_addresses_that_stand(kind: str, typed: str, kept: str) -> None:
    assert clean_link(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        ("website", "javascript://example.org/%0aalert(1)", "The address must begin with"),
        ("website", "ftp://example.org", "The address must begin with"),
        ("website", "javascript:alert(1)", "The address must begin with"),
        ("website", "data:text/html,x", "The address must begin with"),
        ("website", "https://alice:secret@example.org", "Leave out user name and password."),
        ("website", "https://example.org@evil.example", "Leave out user name and password."),
        ("website", "https://localhost/admin", INNER),
        ("website", "https://intranet/", INNER),
        ("website", "https://printer.local", INNER),
        ("website", "http://127.0.0.1/", INNER),
        ("website", "http://10.0.0.1/", INNER),
        ("website", "http://192.168.1.1:8080/", INNER),
        ("website", "http://169.254.169.254/latest/", INNER),
        ("website", "http://[::1]/", INNER),
        ("website", "http://[fd00::1]/", INNER),
        ("website", "http://2130706433/", INNER),
        ("website", "https://", INNER),
        ("website", "http://[nonsense/", "This is not an address on the web."),
        ("website", "https://exa mple.org", "Enter a valid URL."),
        ("website", "https://exam\u200bple.org", "There is an invisible character in it"),
        ("website", "https://example.org/" + "x" * 300, "Write at most 300 characters"),
        ("linkedin", "https://linkedin.com.evil.example/x", "For this kind the address must lie"),
        ("linkedin", "https://notlinkedin.com/x", "For this kind the address must lie"),
        ("linkedin", "https://evil.example/linkedin.com", "For this kind the address must lie"),
        ("x", "https://facebook.com/x", "For this kind the address must lie on x.com / twitter"),
    ],
)
def test_addresses_that_do_not(kind: str, typed: str, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        clean_link(kind, typed)
    assert [it[: len(message)] for it in caught.value.messages] == [message]
