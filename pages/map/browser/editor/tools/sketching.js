// Draw a line or a polygon point by point: split, new grid, another border, a border along streets.
import { mercator } from '../../drawing.js';
import { changed, counted } from '../figures.js';
import { boxOf } from '../geometry.js';
import { Sketch } from '../sketch.js';
import { degrees } from '../view.js';
import { paintSketch } from '../paint_hand.js';
import { Tool } from './tool.js';

const TRACE_MS = 160;
const NOTHING = { households: 0, people: 0, elderly: 0, buildings: 0, area_m2: 0, compactness: 0 };

/** A tool that draws; `name` is split, draw, reshape or trace. */
export class SketchTool extends Tool {
  constructor(editor, name) {
    super(editor);
    this.name = name;
    this.isPolygon = name === 'draw';
    this.least = this.isPolygon ? 3 : 2;
    this.how = 'free';
    this.sketch = new Sketch();
    this.traced = null;
  }

  /** Take up what was half drawn before a reload. */
  restore({ sketch, how }) {
    this.sketch = new Sketch(sketch);
    this.how = how ?? 'free';
  }

  forget() {
    this.sketch = new Sketch();
    this.traced = null;
  }

  begin() {
    if (this.name !== 'split') this.editor.select([]);
    this.editor.view.box.style.cursor = 'crosshair';
    this.follow();
  }

  end() {
    this.next = null;
    this.editor.showSnap(null);
  }

  get ends() {
    return this.sketch.points.map(({ lon, lat }) => mercator(lon, lat));
  }

  /** Figures of the polygon as it would be closed now, or null. */
  get drawn() {
    const ends = this.next ? [...this.ends, this.next] : this.ends;
    if (!this.isPolygon || ends.length < 3) return null;
    const { partition, lines } = this.editor;
    const ring = Float64Array.from(ends.flat());
    return () => changed(null, NOTHING, counted([ring], boxOf([ring]), lines?.homes), partition.target);
  }

  aim(place) {
    const ends = this.ends;
    const starts = this.isPolygon && ends.length >= this.least ? [ends[0]] : [];
    return place.alt ? null : this.editor.snap(place, { starts });
  }

  hover(place) {
    const spot = this.aim(place);
    this.next = [spot?.x ?? place.at[0], spot?.y ?? place.at[1]];
    this.editor.showSnap(spot, place);
    this.editor.point(null);
    if (this.isPolygon) this.editor.showFigures();
    if (this.name === 'trace') this.preview();
    this.editor.repaintHand();
  }

  leave() {
    this.next = null;
    this.editor.showSnap(null);
    this.editor.repaintHand();
  }

  click(place) {
    this.editor.hand = place;
    const spot = this.aim(place);
    if (spot?.kind === 'start') {
      this.finish();
      return;
    }
    const [lon, lat] = spot?.place ?? degrees(spot?.x ?? place.at[0], spot?.y ?? place.at[1]);
    const last = this.sketch.points.at(-1);
    if (last && last.lon === lon && last.lat === lat) {
      // A tap on the last point ends a line: fingers have no double click.
      if (this.sketch.points.length >= this.least) this.finish();
      return;
    }
    this.sketch.add({ lon, lat });
    this.kept();
  }

  doubleClick() {
    this.finish();
  }

  finish() {
    const { editor, sketch } = this;
    if (sketch.points.length < this.least) {
      editor.notes.refuse(editor.say(this.isPolygon ? 'too_few_corners' : 'too_few_points'), editor.hand);
      return;
    }
    const places = sketch.points.map(({ lon, lat }) => [lon, lat]);
    const kept = sketch.kept();
    this.sketch = new Sketch();
    this.traced = null;
    editor.showSnap(null);
    this.kept();
    editor.apply(this.operation(places), { sketch: kept, tool: this.name });
  }

  operation(places) {
    const { selected } = this.editor;
    if (this.name === 'split') return { do: 'split', line: places, grids: selected.slice() };
    if (this.name === 'draw') return { do: 'draw', polygon: places, how: this.how, name: '' };
    if (this.name === 'trace') return { do: 'trace', through: places };
    return { do: 'reshape', line: places };
  }

  /** The server said no: the line comes back to be mended. */
  giveBack(kept) {
    if (!this.sketch.isEmpty) return;
    this.sketch = new Sketch(kept);
    this.kept();
  }

  kept() {
    const { sketch, how, name } = this;
    this.editor.memory.write('sketch', sketch.isEmpty && !sketch.canUndo ? null : { tool: name, sketch: sketch.kept(), how });
    this.follow();
    this.editor.refresh();
    this.editor.repaintHand();
  }

  /** The traced line is asked for again when its points change. */
  follow() {
    if (this.name !== 'trace') return;
    if (this.sketch.isEmpty) this.traced = null;
    else this.preview(true);
  }

  preview(isNow = false) {
    const drawn = this.sketch.points.map(({ lon, lat }) => [lon, lat]);
    const next = this.next ? degrees(...this.next) : null;
    const isFresh = next && Math.hypot(next[0] - drawn.at(-1)?.[0], next[1] - drawn.at(-1)?.[1]) > 1e-7;
    const through = isFresh ? [...drawn, next] : drawn;
    if (through.length < 2 || this.sketch.isEmpty) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(
      async () => {
        const asked = through.map((place) => place.join(',')).join(';');
        this.asked = asked;
        const answer = await this.editor.link.read(`trace?through=${encodeURIComponent(asked)}`);
        if (this.asked !== asked || this.sketch.isEmpty) return;
        this.traced = answer?.line?.map(([lon, lat]) => mercator(lon, lat)) ?? null;
        this.editor.repaintHand();
      },
      isNow ? 0 : TRACE_MS,
    );
  }

  key(event) {
    const { sketch, editor } = this;
    if (event.key === 'Backspace' || event.key === 'Delete') {
      if (sketch.isEmpty) return false;
      sketch.dropLast();
    } else if (event.key === 'Escape') {
      if (sketch.isEmpty) return false;
      sketch.clear();
      editor.announce(editor.say('sketch_cleared'));
    } else return false;
    this.kept();
    return true;
  }

  /** Enter: a point at the crosshair if it moved, else the end. */
  enter(cross) {
    if (!cross || (this.lastEnter && cross.x === this.lastEnter.x && cross.y === this.lastEnter.y && !this.sketch.isEmpty)) {
      this.lastEnter = null;
      this.finish();
      return;
    }
    this.lastEnter = { x: cross.x, y: cross.y };
    this.click(cross);
    this.editor.announce(this.editor.say('point_set', { n: this.sketch.points.length }));
  }

  canUndo() {
    return this.sketch.canUndo;
  }

  canRedo() {
    return this.sketch.canRedo;
  }

  undo() {
    return this.step('undo', this.sketch.canUndo);
  }

  redo() {
    return this.step('redo', this.sketch.canRedo);
  }

  step(way, can) {
    if (!can) return false;
    this.sketch[way]();
    this.kept();
    return true;
  }

  options() {
    const { sketch } = this;
    const how = { key: 'how', choices: ['free', 'carve'], chosen: this.how, choose: (chosen) => this.chooseHow(chosen) };
    const isReady = sketch.points.length >= this.least;
    const presses = [
      { key: 'finish', press: () => this.finish(), isOff: !isReady },
      { key: 'drop_last', press: () => this.key({ key: 'Backspace' }), isOff: sketch.isEmpty },
      { key: 'give_up', press: () => this.key({ key: 'Escape' }), isOff: sketch.isEmpty },
    ];
    return [...(this.isPolygon ? [how] : []), ...(sketch.isEmpty ? [] : presses)];
  }

  chooseHow(how) {
    this.how = how;
    this.kept();
  }

  paint(ctx, frame) {
    paintSketch(ctx, frame, this);
  }
}
