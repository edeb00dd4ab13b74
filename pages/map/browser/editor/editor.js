// The grid editor: holds what is chosen and in hand, and joins the map, the tools, the draft and what is said.
import { readCity } from '../answer.js';
import { fetchDrawing } from '../drawing.js';
import { FONT } from '../palette.js';
import { element } from '../panel.js';
import { perform } from './actions.js';
import { Card } from './card.js';
import { Gestures } from './gestures.js';
import { joined } from './joining.js';
import { pressed } from './keys.js';
import { EditorLegend } from './legend.js';
import { readLines } from './lines.js';
import { Memory, draftOf } from './memory.js';
import { Notes } from './notes.js';
import { paintSheet, refresh, showFigures, showSign } from './showing.js';
import { REACH_PX, snapped } from './snapping.js';
import { TOOLS, Toolbar } from './toolbar.js';
import { expose } from './probe.js';
import { HandingTool } from './tools/handing.js';
import { SketchTool } from './tools/sketching.js';
import { Tool } from './tools/tool.js';
import { VertexTool } from './tools/vertices.js';
import { View } from './view.js';
import { signed, speaker, whole } from './words.js';

const SKETCHES = ['split', 'draw', 'reshape', 'trace'];

/** Nothing chosen, nothing in the hand. */
const BLANK = () => ({ selected: [], held: [], vertex: null, hovered: null, live: null, spot: null, cross: null, hand: null, problem: null, asking: null });

export class GridEditor {
  constructor(root, data) {
    this.root = root;
    this.say = speaker(data.words, data.language);
    Object.assign(this, { city: {}, lines: null, isMagnetOn: true, isOpen: false }, BLANK());
    this.toolbar = new Toolbar(root, this.say, (name) => this.press(name), () => this.focus());
    this.stage = element('div', 'editor-stage');
    root.append(this.stage);
    this.label = element('div', 'planner-label');
    this.stage.append(this.label);
    this.view = new View(this.stage, this.say, (name, ctx, frame) => paintSheet(this, name, ctx, frame));
    this.stage.append(this.toolbar.strip);
    this.card = new Card(this.stage, this.say, (id, name) => this.rename(id, name));
    this.legend = new EditorLegend(this.stage, this.say);
    this.notes = new Notes(this.stage);
    this.tools = new Map(TOOLS.map(([name]) => [name, this.makeTool(name)]));
    this.tool = this.tools.get('select');
    this.toolName = 'select';
    const idle = new Tool(this);
    this.gestures = new Gestures(this.view, () => (this.isOpen ? this.tool : idle), () => this.touched(), (place) => this.card.giveWay(place));
    this.describe();
    root.addEventListener('keydown', (event) => this.onKey(event));
    this.view.map.on('moveend zoomend', () => this.partition && this.repaintHand());
  }

  makeTool(name) {
    if (SKETCHES.includes(name)) return new SketchTool(this, name);
    if (name === 'hand' || name === 'brush') return new HandingTool(this, name);
    return new VertexTool(this, name === 'vertex');
  }

  describe() {
    const { box } = this.view;
    box.tabIndex = 0;
    box.setAttribute('role', 'application');
    box.setAttribute('aria-label', this.say('aria'));
    const help = element('div', 'editor-unseen', this.say('aria_help'));
    help.id = `editor-help-${Math.round(performance.now())}`;
    this.stage.append(help);
    box.setAttribute('aria-describedby', help.id);
  }

  /** Take what Python sent: another draft is opened in place, anything else is kept. */
  update(data) {
    const { address, revision = 0 } = data.draft;
    this.lookAt(data.focus);
    this.label.textContent = data.label ?? '';
    this.label.hidden = !data.label;
    if (this.address && draftOf(address) === draftOf(this.address)) {
      if (address !== this.address) this.link.move(address);
      this.address = address;
      this.link.refresh(revision);
      return;
    }
    this.address = address;
    this.link?.close();
    this.isOpen = false;
    for (const tool of this.tools.values()) tool.forget();
    Object.assign(this, BLANK());
    this.memory = new Memory(this.address);
    this.link = joined(this, this.address, data.language);
    this.link.open();
    this.showSign();
    this.load(data.drawings);
    expose(this);
  }

  /** The page asked to look at something: once for each time it asks. */
  lookAt(focus) {
    if (!focus || focus.nonce === this.lookedAt) return;
    this.lookedAt = focus.nonce;
    this.view.look(focus.box, { maxZoom: 18.5 });
  }

  async load(drawings) {
    const { memory } = this;
    await Promise.all(
      Object.entries(drawings).map(async ([name, at]) => {
        const drawing = await fetchDrawing(at);
        if (memory !== this.memory) return;
        if (name === 'snap_lines') this.lines = readLines(drawing);
        else readCity(this.city, drawing);
      }),
    );
    if (this.isOpen) this.repaintAll();
  }

  get partition() {
    return this.link.shown;
  }

  /** Operations on their way whose result only the server knows. */
  get pending() {
    return this.link.queue.map(({ operation }) => operation);
  }

  changed() {
    const { partition } = this;
    if (!this.isOpen) this.open(partition);
    this.selected = this.selected.filter((id) => partition.grids.has(id));
    this.held = this.held.filter((id) => partition.grids.has(id));
    if (this.vertex !== null && !partition.has(this.vertex)) this.vertex = null;
    if (this.hovered) this.hovered = partition.grids.get(this.hovered.id) ?? null;
    if (this.live) this.tool.refollow();
    this.legend.show(partition);
    this.refresh();
    this.repaintAll();
  }

  open(partition) {
    this.isOpen = true;
    this.view.open(partition.bounds);
    const kept = this.memory.read('sketch');
    if (kept && SKETCHES.includes(kept.tool)) {
      const tool = this.tools.get(kept.tool);
      tool.restore(kept);
      if (!tool.sketch.isEmpty) this.take(kept.tool);
    }
    const letters = [...new Set([...partition.grids.values()].map((grid) => grid.name).join(''))].join('');
    document.fonts.load(`600 12px ${FONT}`, letters.slice(0, 3000)).then(() => this.view.repaint(['labels']));
  }

  /** What is in the hand has another number now, or is gone. */
  letGo() {
    this.vertex = null;
    this.tool.cancel();
  }

  /** Hand an operation to the draft; `back` is the sketch to give back if it is refused. */
  apply(operation, back = null) {
    this.link.send(operation, performance.now(), back);
  }

  /** Choose the tool or do the action that a button or a key names. */
  press(name, event = null) {
    this.notes.settle();
    if (this.tools.has(name)) this.take(name);
    else perform(this, name, event);
  }

  take(name) {
    this.tool.end();
    this.tool = this.tools.get(name);
    this.toolName = name;
    this.cross = null;
    this.live = null;
    this.tool.begin();
    this.refresh();
    this.repaintHand();
  }

  undo() {
    this.tool.settle?.();
    if (!this.tool.undo()) this.link.undo();
    this.refresh();
  }

  redo() {
    if (!this.tool.redo()) this.link.redo();
    this.refresh();
  }

  /** Escape with nothing half done: first the choice goes, then the tool. */
  giveUp() {
    this.problem = null;
    this.notes.settle();
    if (this.selected.length || this.held.length) this.select([]);
    else if (this.tool !== this.tools.get('select')) this.take('select');
    this.repaintHand();
  }

  choose(grid, isMore) {
    if (!grid) this.select(isMore ? this.selected : []);
    else if (!isMore) this.select(this.selected.length === 1 && this.selected[0] === grid.id ? this.selected : [grid.id]);
    else this.select(this.selected.includes(grid.id) ? this.selected.filter((id) => id !== grid.id) : [...this.selected, grid.id]);
  }

  select(ids) {
    this.selected = ids;
    this.asking = null;
    this.held = this.held.filter((id) => ids.includes(id));
    this.vertex = null;
    this.refresh();
    this.repaintHand();
  }

  /** Tab came to a grid: what was held with the space bar stays chosen. */
  focusGrid(id) {
    this.select([...this.held.filter((held) => held !== id), id]);
    const grid = this.partition.grids.get(id);
    const figures = this.partition.figures.get(id);
    if (figures) this.announce(this.say('grid_said', { name: grid.name, households: whole(figures.households), deviation: signed(figures.deviation_share) }));
  }

  hold() {
    this.held = this.selected.slice();
    this.announce(this.say('held', { n: this.held.length }));
  }

  chooseVertex(vertex) {
    this.vertex = vertex;
    if (vertex !== null) this.announce(this.say(this.partition.isRim(vertex) ? 'vertex_rim' : 'vertex_chosen'));
    this.refresh();
    this.repaintHand();
  }

  /** What the pointer is over; its figures are shown if nothing is chosen. */
  point(grid) {
    if (grid === this.hovered) return;
    this.hovered = grid;
    this.showFigures();
    this.repaintHand();
  }

  snap(place, options) {
    if (!this.isMagnetOn) return null;
    return snapped(place.at, (place.isTouch ? 16 : REACH_PX) / this.view.scale, this.partition, this.lines, options);
  }

  showSnap(spot, place = null) {
    this.spot = spot;
    const name = spot?.name ? ` ${spot.name}` : '';
    const other = spot?.isCrossing ? ` × ${this.say('snap_edge')}` : '';
    this.notes.showSnap(spot ? this.say('snap', { what: `${this.say(`snap_${spot.kind}`)}${name}${other}` }) : '', place);
  }

  touched() {
    this.cross = null;
    this.notes.settle();
  }

  moveCross(x, y) {
    this.cross = { x, y };
    this.tool.hover(this.crossPlace());
    this.repaintHand();
  }

  crossPlace() {
    const { x, y } = this.cross;
    return { x, y, at: this.view.toWorld(x, y), shift: false, alt: false, isTouch: false, kind: 'mouse' };
  }

  /** Where a vertex is on the screen, for words about it. */
  placeOf(vertex) {
    const [x, y] = this.view.toScreen(this.partition.x(vertex), this.partition.y(vertex));
    return { x, y };
  }

  /** Let the one chosen grid be named anew. */
  startRename() {
    const grid = this.selected.length === 1 ? this.partition.grids.get(this.selected[0]) : null;
    if (grid) this.card.edit(grid);
    return 'stay';
  }

  rename(id, name) {
    if (id) this.apply({ do: 'rename', grid: id, name });
    this.focus();
    this.refresh();
  }

  focus() {
    this.view.box.focus({ preventScroll: true });
  }

  announce(text) {
    this.notes.announce(text);
  }

  onKey(event) {
    if (!this.isOpen || event.isComposing || !pressed(this, event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  refresh() {
    if (this.isOpen) refresh(this);
  }

  showFigures() {
    showFigures(this);
  }

  showSign() {
    showSign(this);
  }

  repaintHand() {
    if (this.isOpen) this.view.repaint(['hand']);
  }

  repaintAll() {
    this.view.repaint(['base', 'grids', 'labels', 'hand']);
  }

  destroy() {
    this.link?.close();
    this.gestures.destroy();
    this.view.destroy();
  }
}
