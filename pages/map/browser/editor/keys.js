// The keyboard: one key a tool, arrows for vertices, crosshair and map, Tab from grid to grid and vertex to vertex.
import { ACTIONS, TOOLS } from './toolbar.js';

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const CROSS_PX = 10;
const FAR_PX = 50;
const EDGE_PX = 40;

const SHORT = new Map([...TOOLS, ...ACTIONS.filter(Boolean)].filter(([, key]) => key.length === 1).map(([name, key]) => [key.toLowerCase(), name]));

/** Take a key pressed on the map or its bar; true if it meant something, so that the page never sees it. */
export function pressed(editor, event) {
  const isCommand = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (isCommand && key === 'z') return done(event.shiftKey ? editor.redo() : editor.undo());
  if (isCommand && key === 'y') return done(editor.redo());
  if (isCommand) return false;
  if (event.key === 'Escape' && editor.asking) {
    editor.asking.giveUp();
    return done(editor.focus());
  }
  if (event.target !== editor.view.box) {
    const isTyping = event.target.matches('input, textarea');
    if (isTyping || !SHORT.has(key)) return false;
    return done(editor.press(SHORT.get(key), event));
  }
  if (ARROWS[event.key]) return done(arrow(editor, event));
  if (editor.tool.key(event)) return true;
  if (event.key === 'Tab') return tab(editor, event.shiftKey ? -1 : 1);
  if (event.key === 'Enter') return done(enter(editor));
  if (event.key === 'F2') return done(editor.startRename());
  if (event.key === ' ') return done(editor.hold());
  if (event.key === 'Escape') return done(editor.giveUp());
  if (event.key === 'Delete' || event.key === 'Backspace') return done(editor.press('delete', event));
  if (event.key === '+' || event.key === '=') return done(editor.view.map.zoomIn(1));
  if (event.key === '-') return done(editor.view.map.zoomOut(1));
  if (SHORT.has(key) && !event.altKey) return done(editor.press(SHORT.get(key), event));
  return false;
}

function done() {
  return true;
}

function arrow(editor, event) {
  const [dx, dy] = ARROWS[event.key];
  if (editor.tool.key(event, [dx, dy])) return;
  if (!editor.tool.enter) {
    editor.view.pan(80 * dx, 80 * dy);
    return;
  }
  const { x: width, y: height } = editor.view.map.getSize();
  const step = event.shiftKey ? FAR_PX : event.altKey ? 1 : CROSS_PX;
  const cross = editor.cross ?? { x: width / 2, y: height / 2 };
  let [x, y] = [cross.x + dx * step, cross.y + dy * step];
  const [panX, panY] = [over(x, width), over(y, height)];
  if (panX || panY) {
    editor.view.pan(panX, panY);
    [x, y] = [x - panX, y - panY];
  }
  editor.moveCross(x, y);
}

/** How far the map must go so that the crosshair stays inside. */
function over(value, size) {
  if (value < EDGE_PX) return value - EDGE_PX;
  return value > size - EDGE_PX ? value - size + EDGE_PX : 0;
}

function enter(editor) {
  const { tool, cross } = editor;
  if (tool.enter) {
    tool.enter(cross ? editor.crossPlace() : null);
    return;
  }
  const grid = editor.selected.length ? editor.partition.grids.get(editor.selected.at(-1)) : null;
  if (!grid) {
    const { x, y } = editor.view.map.getSize();
    editor.choose(editor.partition.gridAt(...editor.view.toWorld(x / 2, y / 2)), false);
  } else if (editor.vertex === null) editor.chooseVertex(inOrder(editor, grid)[0] ?? null);
}

/** From grid to grid, west to east in rows; from vertex to vertex once one is chosen. Past the last, Tab leaves the map. */
function tab(editor, step) {
  const { partition, selected, vertex, view } = editor;
  const [west, north, east, south] = view.seen;
  if (vertex !== null) {
    const grid = partition.grids.get(selected.at(-1)) ?? partition.usersOf(vertex).find((area) => area.id);
    const all = grid ? inOrder(editor, grid) : [];
    if (all.length === 0) return false;
    editor.chooseVertex(all[(all.indexOf(vertex) + step + all.length) % all.length]);
    return true;
  }
  const row = (south - north) / 8;
  const seen = [...partition.grids.values()]
    .map((grid) => ({ id: grid.id, middle: partition.shape(grid).middle }))
    .filter(({ middle: [x, y] }) => x >= west && x <= east && y >= north && y <= south)
    .sort((one, two) => Math.floor((one.middle[1] - north) / row) - Math.floor((two.middle[1] - north) / row) || one.middle[0] - two.middle[0]);
  const at = seen.findIndex(({ id }) => id === editor.selected.at(-1));
  const next = at < 0 ? (step > 0 ? 0 : -1) : at + step;
  if (!seen[next]) return false;
  editor.focusGrid(seen[next].id);
  return true;
}

/** Vertices of a grid in the order of its rings. */
function inOrder(editor, grid) {
  return [...new Set(grid.parts.flat(2))].filter((v) => editor.partition.has(v));
}
