"""Offer the planner's questions in a terminal; the same answers as on the pages, for scripts and spreadsheets."""

from geo.cli.terminal import main

__all__ = ["main"]
