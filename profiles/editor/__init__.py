"""The guided form in which an organisation describes itself."""
