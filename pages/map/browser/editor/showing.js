// Show the editor as things stand: what is painted on each sheet, the bar with its options, the card, the sign.
import { paintBase } from '../base.js';
import { paintLabels } from './labels.js';
import { paintGrids } from './paint_grids.js';
import { paintHand } from './paint_hand.js';

/** Paint one sheet of the map. */
export function paintSheet(editor, name, ctx, frame) {
  if (name === 'base') paintBase(ctx, frame, editor.city);
  if (!editor.isOpen) return;
  const { partition, city, say } = editor;
  const following = editor.live?.areas ?? [];
  if (name === 'grids') paintGrids(ctx, frame, partition, following);
  if (name === 'labels') paintLabels(ctx, frame, partition, city, say, following);
  if (name === 'hand') paintHand(ctx, frame, editor);
}

/** Bar, options, card and sign. */
export function refresh(editor) {
  const { tool, toolName, link, selected, partition, say } = editor;
  const can = {
    merge: selected.length > 1,
    lock: selected.length > 0,
    delete: selected.length > 0 || editor.vertex !== null,
    undo: tool.canUndo() || link.undoDepth > 0,
    redo: tool.canRedo() || link.redoDepth > 0,
  };
  editor.toolbar.show({ tool: toolName, isMagnetOn: editor.isMagnetOn, can });
  const { asking } = editor;
  const grid = partition.grids.get(selected[0])?.name ?? '';
  editor.toolbar.showOptions(asking?.text ?? say(hintOf(editor), { grid }), asking?.options ?? tool.options());
  showFigures(editor);
  showSign(editor);
}

function hintOf({ tool, toolName, selected }) {
  if (tool.kinds && !tool.target) return 'hint_target';
  return toolName === 'split' && selected.length === 1 ? 'hint_split_chosen' : `hint_${toolName}`;
}

/** Figures of what moves, is drawn, is chosen or lies under the pointer: the first of these that there is. */
export function showFigures(editor) {
  const { partition, live, selected, hovered, tool, say } = editor;
  const resting = (grid) => ({ grid, figures: partition.figures.get(grid.id) });
  let rows = hovered ? [resting(hovered)] : [];
  if (live) {
    rows = live.moving.map((grid, i) => ({ grid, figures: live.figures[i], was: partition.figures.get(grid.id) })).filter(({ grid }) => grid.id);
  } else if (tool.drawn) rows = [{ grid: { id: '', name: say('drawn') }, figures: tool.drawn() }];
  else if (selected.length) rows = selected.map((id) => resting(partition.grids.get(id)));
  editor.card.show(rows, partition);
}

/** Saved, being saved, or kept here until the server answers. */
export function showSign({ link, toolbar }) {
  const waiting = link.queue.length;
  const open = link.isOffline ? 'offline' : waiting ? 'saving' : 'saved';
  toolbar.showSign(link.confirmed ? open : link.isOffline ? 'away' : 'loading', waiting);
}
