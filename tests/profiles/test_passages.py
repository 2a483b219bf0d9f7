from profiles.passages import passages


def test_sentences_of_japanese_and_latin_texts() -> None:
    assert passages("水素の県です。温泉もあります。") == ["水素の県です。", "温泉もあります。"]
