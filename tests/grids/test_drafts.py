"""A draft comes back from the disk as it was left, bit for bit, whatever happened to the program."""

import os
import signal
import subprocess
import sys
import textwrap

import pandas as pd
import pytest
import shapely

from geo.errors import BrokenFileError, NoSuchFileError
from geo.grids import drafts
from geo.grids.drafts import begin_draft, keep_draft, open_draft
from geo.grids.history import redone, undone, with_step
from geo.grids.operations import Delete, Insert, Lock, Move, Rename, Split, applied

STEPS = (
    Insert((100, 0), (100, 100), (111.5, 50)),
    Split(((0, 40), (120, 40)), ("A",)),
    Rename("A", "第一网格 <b>"),
    Delete(("C",)),
    Move((100, 100), (90.123, 95.4567)),
    Lock(("B",)),
)


def drawn_draft(path, tiling, steps=STEPS):
    draft = begin_draft(path, tiling, {"city": "abc"})
    for step in steps:
        draft = keep_draft(draft, with_step(draft.history, applied(draft.history.tiling, step)))
    return draft


def same(first, second):
    assert list(first.traits.index) == list(second.traits.index)
    pd.testing.assert_frame_equal(first.traits, second.traits, check_dtype=False, check_index_type=False)
    assert first.locked == second.locked
    assert first.made == second.made
    assert first.crs == second.crs
    for one, other in ((first.shapes, second.shapes), (first.rims, second.rims)):
        assert {key: shapely.to_wkb(land) for key, land in one.items()} == {
            key: shapely.to_wkb(land) for key, land in other.items()
        }


def test_every_state_comes_back_bit_for_bit(tmp_path, chessboard):
    draft = drawn_draft(tmp_path / "d.sqlite", chessboard(2, 2))
    back = open_draft(tmp_path / "d.sqlite")
    assert back.revision == draft.revision == len(STEPS)
    assert back.about == {"city": "abc"}
    assert back.history.shown == len(STEPS)
    for one, other in zip(draft.history.states, back.history.states, strict=True):
        same(one, other)


def test_undo_and_redo_are_kept_too(tmp_path, chessboard):
    draft = drawn_draft(tmp_path / "d.sqlite", chessboard(2, 2))
    draft = keep_draft(draft, undone(draft.history))
    draft = keep_draft(draft, undone(draft.history))
    back = open_draft(tmp_path / "d.sqlite")
    assert (back.history.undo_steps, back.history.redo_steps) == (len(STEPS) - 2, 2)
    same(redone(back.history).tiling, draft.history.states[-2])


def test_a_step_after_undo_forgets_what_was_taken_back(tmp_path, chessboard):
    draft = drawn_draft(tmp_path / "d.sqlite", chessboard(2, 2))
    draft = keep_draft(draft, undone(draft.history))
    draft = keep_draft(draft, with_step(draft.history, applied(draft.history.tiling, Lock(("D",)))))
    back = open_draft(tmp_path / "d.sqlite")
    assert back.history.redo_steps == 0
    same(back.history.tiling, draft.history.tiling)


def test_the_oldest_steps_are_forgotten_and_the_rest_stays_whole(tmp_path, chessboard, monkeypatch):
    monkeypatch.setattr("geo.grids.history.MOST_STEPS", 3)
    draft = drawn_draft(tmp_path / "d.sqlite", chessboard(2, 2))
    back = open_draft(tmp_path / "d.sqlite")
    assert back.history.undo_steps == 3
    for one, other in zip(draft.history.states, back.history.states, strict=True):
        same(one, other)


def test_a_missing_or_broken_draft_is_a_sentence(tmp_path):
    with pytest.raises(NoSuchFileError, match="no longer"):
        open_draft(tmp_path / "none.sqlite")
    (tmp_path / "bad.sqlite").write_bytes(b"not a database, but long enough to be looked at" * 40)
    with pytest.raises(BrokenFileError, match="cannot be read"):
        open_draft(tmp_path / "bad.sqlite")


_WRITER = """
    import sys
    from pathlib import Path
    from geo.grids.drafts import keep_draft, open_draft
    from geo.grids.history import with_step
    from geo.grids.operations import Move, applied

    draft = open_draft(Path(sys.argv[1]))
    at = (100.0, 100.0)
    for step in range(10_000):
        to = (100.0 + step % 7, 100.0 + (step + 1) % 5)
        draft = keep_draft(draft, with_step(draft.history, applied(draft.history.tiling, Move(at, to))))
        at = to
        print(draft.revision, flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("after_steps", [1, 4, 9])
def test_a_killed_server_keeps_every_acknowledged_step(tmp_path, chessboard, root, after_steps):
    path = tmp_path / "d.sqlite"
    begin_draft(path, chessboard(2, 2), {})
    command = [sys.executable, "-c", textwrap.dedent(_WRITER), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env={**os.environ}) as writer:
        acknowledged = [writer.stdout.readline() for _ in range(after_steps)]
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read().split()
    last = int((rest or acknowledged)[-1])
    back = open_draft(path)
    assert back.revision >= last
    assert back.history.undo_steps == back.revision
    assert drafts.open_draft(path).history.tiling.shapes.keys() == {"A", "B", "C", "D"}
