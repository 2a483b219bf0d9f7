from helpdesk import local


def test_missing_extensions_are_named_in_order() -> None:
    assert local.missing_extensions(["plpgsql", "pg_trgm"]) == ["vector", "unaccent"]
    assert local.missing_extensions([*local.REQUIRED_EXTENSIONS, "plpgsql"]) == []
