import pytest

from profiles.passages import passages


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \n ", []),
        ("Köln", ["Köln"]),
        ("水素の県です。温泉もあります。", ["水素の県です。", "温泉もあります。"]),
        ("水素ですか？温泉もあります！", ["水素ですか？", "温泉もあります！"]),
        ("Steel is made here. Cars are, too!", ["Steel is made here.", "Cars are, too!"]),
        (" One sentence\nin two lines. ", ["One sentence\nin two lines."]),
        ("We make 3.5 tonnes a day.", ["We make 3.5 tonnes a day."]),
        ("We welcome visitors, e.g. from Japan.", ["We welcome visitors, e.g. from Japan."]),
        ("Short. This one is long enough.", ["Short.", "This one is long enough."]),
        ("This one is long enough. Short.", ["This one is long enough. Short."]),
        ("水素の県です。はい。いいえ。", ["水素の県です。 はい。", "いいえ。"]),
        ("No full stop at the end. Like this one", ["No full stop at the end.", "Like this one"]),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    assert passages(text) == found


def test_nothing_is_lost() -> None:
    text = "E. coli? No! A. B. C. Yes: 5.5 % more. 温泉。です。Ende"
    assert "".join("".join(passages(text)).split()) == "".join(text.split())
