"""Fetch, pin and copy the web assets that the pages serve from this machine."""
