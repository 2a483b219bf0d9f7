"""Which part of a host an organisation has registered."""

import pytest

from profiles.domains import domain_of_address, own_domain


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("vitagora.com", "vitagora.com"),
        ("WWW.Vitagora.COM.", "vitagora.com"),
        ("mail.intern.vitagora.com", "vitagora.com"),
        ("www.noe.gv.at", "noe.gv.at"),
        ("post.noe.gv.at", "noe.gv.at"),
        ("www.pref.fukushima.lg.jp", "pref.fukushima.lg.jp"),
        ("mail.city.fukushima.lg.jp", "city.fukushima.lg.jp"),
        ("eaf.or.jp", "eaf.or.jp"),
        ("gmail.com", ""),
        ("someone.wixsite.com", ""),
        ("docomo.ne.jp", ""),
        ("example.org", ""),
        ("or.jp", ""),
        ("localhost", ""),
        ("a..b", ""),
        ("", ""),
    ],
)
def test_own_domain(host: str, expected: str) -> None:
    assert own_domain(host) == expected


def test_domain_of_an_address() -> None:
    assert domain_of_address("tanaka@mail.eaf.or.jp") == "eaf.or.jp"
    assert domain_of_address("somebody@web.de") == ""
    assert domain_of_address("") == ""
