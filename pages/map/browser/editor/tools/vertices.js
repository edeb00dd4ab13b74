// Select grids and move, insert and remove their vertices; all grids that share a vertex follow the hand.
import { counted, changed } from '../figures.js';
import { boxOf, doCross } from '../geometry.js';
import { handleAt, handlesOf } from '../handles.js';
import { foreseen } from '../optimistic.js';
import { ringsOf } from '../partition.js';
import { degrees } from '../view.js';
import { Tool } from './tool.js';

const REACH_PX = { mouse: 9, pen: 12, touch: 24 };
const CLOSE_ZOOM = 17;
const NUDGE_MS = 500;

/** The tool for looking and for vertices; `isEager` shows the handles of what is under the pointer too. */
export class VertexTool extends Tool {
  constructor(editor, isEager) {
    super(editor);
    this.isEager = isEager;
  }

  end() {
    this.settle();
    this.cancel();
    this.over = null;
    this.editor.vertex = null;
  }

  /** Grids whose handles are shown. */
  areas() {
    const { partition, selected, hovered, view } = this.editor;
    const chosen = selected.map((id) => partition.grids.get(id)).filter(Boolean);
    if (!this.isEager) return chosen;
    if (view.map.getZoom() >= CLOSE_ZOOM) return [...partition.grids.values()];
    return hovered && !chosen.includes(hovered) ? [...chosen, hovered] : chosen;
  }

  handles() {
    const { partition, view } = this.editor;
    return handlesOf(partition, this.areas(), view.scale, view.seen);
  }

  find(place) {
    return handleAt(this.handles(), place.at, (REACH_PX[place.kind] ?? 9) / this.editor.view.scale);
  }

  hover(place) {
    const { editor } = this;
    this.over = this.find(place);
    editor.view.box.style.cursor = this.over ? (this.isHeld(this.over) ? 'not-allowed' : 'grab') : 'pointer';
    editor.point(editor.partition.gridAt(...place.at));
    editor.repaintHand();
  }

  leave() {
    this.over = null;
    super.leave();
  }

  isHeld(handle) {
    const { partition } = this.editor;
    if (handle.isRim) return 'vertex_rim';
    const users = handle.v === undefined ? partition.usersOf(handle.a).filter((area) => partition.usersOf(handle.b).includes(area)) : partition.usersOf(handle.v);
    return users.some((area) => area.is_locked) ? 'vertex_locked' : '';
  }

  down(place) {
    this.settle();
    const handle = this.find(place);
    if (!handle) return false;
    const held = this.isHeld(handle);
    if (held) {
      this.editor.notes.refuse(this.editor.say(held), place);
      return false;
    }
    this.pressed = handle;
    return true;
  }

  drag(place) {
    const { editor } = this;
    if (!this.pressed) return;
    if (this.pressed.v === undefined) {
      const { a, b } = this.pressed;
      this.pressed = { v: editor.link.makeId(), insertion: { a, b } };
    }
    const { v, insertion } = this.pressed;
    editor.vertex = v;
    const spot = place.alt ? null : editor.snap(place, { without: new Set([v]) });
    this.follow(v, spot?.x ?? place.at[0], spot?.y ?? place.at[1], { exact: spot?.place, insertion });
    editor.showSnap(spot, place);
    editor.view.box.style.cursor = 'grabbing';
  }

  /** Let the vertex and all that hangs on it follow the hand; `insertion` are the two that a new one lies between. */
  follow(vertex, x, y, { exact = null, insertion = null } = {}) {
    const { editor } = this;
    const { partition, lines } = editor;
    if (editor.live?.vertex !== vertex) {
      editor.live = this.lifted(vertex, insertion);
      editor.view.repaint(['grids', 'labels']);
    }
    const { live } = editor;
    const { ground } = live;
    Object.assign(live, { x, y, exact });
    live.rings = live.moving.map((area) => ringsOf(area, (v) => (v === vertex ? [x, y] : [ground.x(v), ground.y(v)])));
    live.isBad = live.moving.some((area) => isTangled(area, vertex, x, y, ground));
    live.figures = live.moving.map((area, i) => {
      const after = counted(live.rings[i], boxOf(live.rings[i]), lines?.homes);
      return changed(partition.figures.get(area.id), live.before[i], after, partition.target);
    });
    editor.showFigures();
    editor.repaintHand();
  }

  /** What is lifted off the map: the areas at the vertex as they rest, and as they move. */
  lifted(vertex, insertion) {
    const { partition, lines } = this.editor;
    const { a, b } = insertion ?? {};
    const areas = insertion ? partition.usersOf(a).filter((area) => partition.usersOf(b).includes(area)) : partition.usersOf(vertex);
    const middle = () => degrees((partition.x(a) + partition.x(b)) / 2, (partition.y(a) + partition.y(b)) / 2);
    const ground = insertion ? foreseen(partition, { do: 'insert', a, b, at: middle(), made: vertex }) : partition;
    const moving = ground.usersOf(vertex);
    const before = moving.map((area) => counted(ground.shape(area).rings, ground.shape(area).box, lines?.homes));
    return { vertex, insertion, areas, ground, moving, before };
  }

  up(place) {
    const { editor } = this;
    const { live } = editor;
    this.pressed = null;
    editor.showSnap(null);
    editor.hand = place;
    if (live) this.commit();
    this.hover(place);
  }

  commit() {
    const { editor } = this;
    const { vertex, x, y, exact, insertion } = editor.live;
    const to = exact ?? degrees(x, y);
    editor.live = null;
    editor.apply(insertion ? { do: 'insert', ...insertion, at: to, made: vertex } : { do: 'move', vertex, to });
  }

  cancel() {
    this.pressed = null;
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.editor.live) return;
    this.editor.live = null;
    this.editor.showSnap(null);
    this.editor.repaintAll();
  }

  click(place) {
    const { editor } = this;
    const handle = place.shift ? null : this.find(place);
    this.pressed = null;
    editor.hand = place;
    if (handle && place.alt) this.remove(handle.v, place);
    else if (handle && handle.v !== undefined) editor.chooseVertex(handle.v);
    else if (handle && !this.isHeld(handle)) editor.chooseVertex(this.insert(handle));
    else {
      editor.vertex = null;
      editor.choose(editor.partition.gridAt(...place.at), place.shift);
    }
  }

  insert({ a, b, x, y }) {
    const made = this.editor.link.makeId();
    this.editor.apply({ do: 'insert', a, b, at: degrees(x, y), made });
    return made;
  }

  remove(vertex, place = null) {
    const { editor } = this;
    if (vertex === undefined || vertex === null) return;
    const held = this.isHeld({ v: vertex, isRim: editor.partition.isRim(vertex) });
    if (held) {
      editor.notes.refuse(editor.say(held), place ?? editor.placeOf(vertex));
      return;
    }
    editor.vertex = null;
    editor.apply({ do: 'remove', vertex });
  }

  key(event, [dx, dy] = [0, 0]) {
    const { editor } = this;
    if (editor.vertex === null) return false;
    if (dx || dy) {
      this.nudge(dx * (event.shiftKey ? 10 : 1), dy * (event.shiftKey ? 10 : 1));
      return true;
    }
    if (event.key !== 'Escape') return false;
    if (editor.live) this.cancel();
    else editor.chooseVertex(null);
    return true;
  }

  options() {
    return this.editor.selected.length === 1 ? [{ key: 'rename', press: () => this.editor.startRename() }] : [];
  }

  /** Move the chosen vertex by pixels; the steps of one go are one operation. */
  nudge(dx, dy) {
    const { editor } = this;
    const { vertex, partition, live, view } = editor;
    const held = this.isHeld({ v: vertex, isRim: partition.isRim(vertex) });
    if (held) {
      editor.notes.refuse(editor.say(held), editor.placeOf(vertex));
      return;
    }
    const [x, y] = live ? [live.x, live.y] : [partition.x(vertex), partition.y(vertex)];
    this.follow(vertex, x + dx / view.scale, y + dy / view.scale);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), NUDGE_MS);
  }

  /** The vertex in the hand got its own id. */
  renamed(made, real) {
    if (this.pressed?.v === made) this.pressed.v = real;
    if (this.editor.live?.vertex === made) this.editor.live.vertex = real;
  }

  /** The partition changed while something is in the hand: follow it in the new one. */
  refollow() {
    const { vertex, x, y, exact, insertion } = this.editor.live;
    const { partition } = this.editor;
    this.editor.live = null;
    if (insertion ? partition.has(insertion.a) && partition.has(insertion.b) : partition.has(vertex)) this.follow(vertex, x, y, { exact, insertion });
    else this.cancel();
  }

  /** Hand in what the arrow keys moved. */
  settle() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    if (this.editor.live) this.commit();
  }
}

/** Whether an edge at the moved vertex now crosses another edge of its ring. */
function isTangled(area, vertex, x, y, partition) {
  for (const ring of area.parts.flat()) {
    const i = ring.indexOf(vertex);
    if (i < 0) continue;
    const n = ring.length;
    for (const end of [ring[(i + 1) % n], ring[(i + n - 1) % n]]) {
      const [ex, ey] = [partition.x(end), partition.y(end)];
      for (let k = 0; k < n; k++) {
        const [a, b] = [ring[k], ring[(k + 1) % n]];
        if (a === vertex || b === vertex || a === end || b === end) continue;
        if (doCross(x, y, ex, ey, partition.x(a), partition.y(a), partition.x(b), partition.y(b))) return true;
      }
    }
  }
  return false;
}
