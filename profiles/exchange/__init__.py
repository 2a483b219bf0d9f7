"""Profiles in and out as tables: CSV and XLSX, one row a profile."""
