"""Turn a command line into a verb, and whatever goes wrong into one sentence and an exit code."""

import io
import logging
import os
import sys
from collections.abc import Sequence

import typer

from geo.cli import verbs
from geo.cli.output import say
from geo.errors import PlannerError

__all__ = ["main"]

_NOT_DONE, _NOT_UNDERSTOOD = 1, 2

_app = typer.Typer(
    help="Plan service circles by the walk. Every verb takes --help; without --city it asks the demo city.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _verb in verbs.VERBS:
    _app.command(_verb.__name__.removesuffix("_"))(_verb)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; 0 if it is done, 1 if it could not be done, 2 if it was not understood."""
    _write_utf8()
    logging.getLogger("geo").addHandler(logging.NullHandler())  # verbs tell what matters themselves
    try:
        code = _app(arguments, prog_name="python -m geo", standalone_mode=False)
    except PlannerError as error:
        say(str(error))
        return _NOT_DONE
    except typer.TyperException as error:
        say(_sentence(error.format_message()))
        return _NOT_UNDERSTOOD
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _NOT_DONE
    return code if isinstance(code, int) else 0


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "\n")) else f"{text}."


def _write_utf8() -> None:
    """Chinese comes out whole whatever the terminal's locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
