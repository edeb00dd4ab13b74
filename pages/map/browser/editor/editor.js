// The grid editor: holds what is chosen and in hand, and joins the map, the tools, the draft and what is said.
import { readCity } from '../answer.js';
import { paintBase } from '../base.js';
import { fetchDrawing } from '../drawing.js';
import { FONT } from '../palette.js';
import { element } from '../panel.js';
import { perform } from './actions.js';
import { Card } from './card.js';
import { Gestures } from './gestures.js';
import { pressed } from './keys.js';
import { paintLabels } from './labels.js';
import { EditorLegend } from './legend.js';
import { readLines } from './lines.js';
import { Link } from './link.js';
import { Memory } from './memory.js';
import { Notes } from './notes.js';
import { paintGrids } from './paint_grids.js';
import { paintHand } from './paint_hand.js';
import { REACH_PX, snapped } from './snapping.js';
import { TOOLS, Toolbar } from './toolbar.js';
import { expose } from './probe.js';
import { HandingTool } from './tools/handing.js';
import { SketchTool } from './tools/sketching.js';
import { VertexTool } from './tools/vertices.js';
import { View } from './view.js';
import { signed, speaker, whole } from './words.js';

const SKETCHES = ['split', 'draw', 'reshape', 'trace'];

export class GridEditor {
  constructor(root, data) {
    this.root = root;
    this.say = speaker(data.words, data.language);
    Object.assign(this, { city: {}, lines: null, selected: [], held: [], vertex: null, hovered: null, live: null, spot: null, cross: null, hand: null, problem: null, isMagnetOn: true });
    this.toolbar = new Toolbar(root, this.say, (name) => this.press(name), () => this.focus());
    this.stage = element('div', 'editor-stage');
    root.append(this.stage);
    this.view = new View(this.stage, this.say, (name, ctx, frame) => this.paint(name, ctx, frame));
    this.stage.append(this.toolbar.strip);
    this.card = new Card(this.stage, this.say, (id, name) => this.rename(id, name));
    this.legend = new EditorLegend(this.stage, this.say);
    this.notes = new Notes(this.stage);
    this.tools = new Map(TOOLS.map(([name]) => [name, this.makeTool(name)]));
    this.tool = this.tools.get('select');
    this.gestures = new Gestures(this.view, () => this.tool, () => this.touched(), (place) => this.card.giveWay(place));
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
    this.data = data;
    if (data.draft.address === this.address) return;
    this.address = data.draft.address;
    this.link?.close();
    this.memory = new Memory(this.address);
    const tell = {
      changed: () => this.changed(),
      answered: (entry, answer) => this.answered(entry, answer),
      refused: (entry, said) => this.refused(entry, said),
      stale: (said, lost) => this.notes.tell(lost ? `${said || this.say('stale')} ${this.say('stale_lost', { n: lost })}` : said || this.say('stale'), true),
      lost: () => this.notes.tell(this.say('lost'), true),
      renamed: (made, real) => this.renamed(made, real),
      renumbered: () => this.letGo(),
      connection: () => this.showSign(),
    };
    this.link = new Link(this.address, data.language, this.memory, tell);
    this.isOpen = false;
    this.link.open();
    this.showSign();
    this.load(data.drawings);
    expose(this);
  }

  async load(drawings) {
    const { address } = this;
    await Promise.all(
      Object.entries(drawings).map(async ([name, at]) => {
        const drawing = await fetchDrawing(at);
        if (address !== this.address) return;
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
      this.tools.get(kept.tool).restore(kept);
      this.take(kept.tool);
    }
    const letters = [...new Set([...partition.grids.values()].map((grid) => grid.name).join(''))].join('');
    document.fonts.load(`600 12px ${FONT}`, letters.slice(0, 3000)).then(() => this.view.repaint(['labels']));
  }

  answered(entry, answer) {
    this.notes.tell(answer.said ?? '');
    const { began } = entry;
    // For tests and the bench: from letting go to the server's partition on the screen.
    this.view.repaint([], () => {
      this.root.dataset.roundTripMs = (performance.now() - began).toFixed(0);
      this.root.dataset.revision = answer.revision;
    });
    this.problemList = null;
  }

  refused({ operation, back }, said) {
    if (back) this.tools.get(back.tool).giveBack(back.sketch);
    if (operation.made === this.vertex) this.vertex = null;
    this.notes.refuse(said || this.say('refused'), this.hand);
  }

  renamed(made, real) {
    if (this.vertex === made) this.vertex = real;
    this.tool.renamed?.(made, real);
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

  /** Bar, options, card and sign as things stand. */
  refresh() {
    if (!this.isOpen) return;
    const { tool, link, selected, partition } = this;
    const name = [...this.tools].find(([, one]) => one === tool)[0];
    const can = {
      merge: selected.length > 1,
      lock: selected.length > 0,
      delete: selected.length > 0 || this.vertex !== null,
      undo: tool.canUndo() || link.undoDepth > 0,
      redo: tool.canRedo() || link.redoDepth > 0,
    };
    this.toolbar.show({ tool: name, isMagnetOn: this.isMagnetOn, can });
    const options = this.asking ? this.asking.options : tool.options();
    const key = tool.kinds && !tool.target ? 'hint_target' : name === 'split' && selected.length === 1 ? 'hint_split_chosen' : `hint_${name}`;
    this.toolbar.showOptions(this.asking?.text ?? this.say(key, { grid: partition.grids.get(selected[0])?.name ?? '' }), options);
    this.showFigures();
    this.showSign();
  }

  showFigures() {
    const { partition, live, selected, hovered } = this;
    let rows;
    if (live) rows = live.moving.map((grid, i) => ({ grid, figures: live.figures[i], was: partition.figures.get(grid.id) })).filter(({ grid }) => grid.id);
    else if (this.tool.drawn) rows = [{ grid: { id: '', name: this.say('drawn') }, figures: this.tool.drawn() }];
    else if (selected.length) rows = selected.map((id) => ({ grid: partition.grids.get(id), figures: partition.figures.get(id) }));
    else rows = hovered ? [{ grid: hovered, figures: partition.figures.get(hovered.id) }] : [];
    this.card.show(rows, partition);
  }

  showSign() {
    const { link } = this;
    const n = link.queue.length;
    this.toolbar.showSign(!link.confirmed ? (link.isOffline ? 'away' : 'loading') : link.isOffline ? 'offline' : n ? 'saving' : 'saved', n);
  }

  paint(name, ctx, frame) {
    if (name === 'base') paintBase(ctx, frame, this.city);
    if (!this.isOpen) return;
    const { partition } = this;
    const following = this.live?.areas ?? [];
    if (name === 'grids') paintGrids(ctx, frame, partition, following);
    if (name === 'labels') paintLabels(ctx, frame, partition, this.city, this.say, following);
    if (name === 'hand') paintHand(ctx, frame, this);
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
