// Give land to the chosen grid: a building or a compound by clicking it, blocks and compounds by brushing over them.
import { mercator } from '../../drawing.js';
import { boxOf, isInside } from '../geometry.js';
import { ringsOf } from '../partition.js';
import { paintPieces } from '../paint_hand.js';
import { Tool } from './tool.js';

/** What can be given: pieces `{id, rings, box, name}` of a kind. */
class Pieces {
  constructor(editor) {
    this.editor = editor;
    this.known = new Map();
  }

  /** Pieces of a kind, or an empty list until they are there. */
  of(kind) {
    const { city, lines } = this.editor;
    if (kind === 'block') return this.blocks();
    if (this.known.has(kind)) return this.known.get(kind);
    const source = kind === 'building' ? city.buildings : city.base?.compounds;
    const ids = kind === 'building' ? source?.ids : lines?.compoundIds;
    if (!source || !ids) return [];
    const pieces = ids.map((id, i) => piece(id, ringsOfShape(source.shapes, i), source.names[i]));
    this.known.set(kind, pieces);
    return pieces;
  }

  /** The blocks of the community whose grid takes; each community's are fetched once. */
  blocks() {
    const { editor } = this;
    const grid = editor.selected.length === 1 ? editor.partition.grids.get(editor.selected[0]) : null;
    if (!grid) return [];
    const key = `block ${grid.community}`;
    if (this.known.has(key)) return this.known.get(key);
    this.known.set(key, []);
    editor.link.read(`blocks.json?community=${encodeURIComponent(grid.community)}`).then((answer) => {
      if (!answer) {
        this.known.delete(key);
        return;
      }
      const places = answer.vertices.map((place) => place && mercator(...place));
      this.known.set(
        key,
        answer.blocks.map((block) => piece(block.id, ringsOf(block, (v) => places[v]), '')),
      );
      editor.repaintHand();
    });
    return [];
  }

  at(kind, x, y) {
    return this.of(kind).find(({ box, rings }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3] && isInside(rings, x, y)) ?? null;
  }
}

function piece(id, rings, name) {
  return { id, rings, box: boxOf(rings), name };
}

function ringsOfShape(shapes, i) {
  const rings = [];
  for (let k = shapes.shapes[i]; k < shapes.shapes[i + 1]; k++) rings.push(shapes.xy.subarray(shapes.pieces[k], shapes.pieces[k + 1]));
  return rings;
}

/** Both tools: the first click chooses the grid that takes, the next ones give. */
export class HandingTool extends Tool {
  constructor(editor, name) {
    super(editor);
    this.name = name;
    this.isBrush = name === 'brush';
    this.kinds = this.isBrush ? ['block', 'compound'] : ['building', 'compound'];
    this.kind = this.kinds[0];
    this.pieces = new Pieces(editor);
    this.held = new Map();
  }

  forget() {
    this.pieces = new Pieces(this.editor);
    this.held.clear();
  }

  begin() {
    const { editor } = this;
    if (editor.selected.length > 1) editor.select(editor.selected.slice(0, 1));
    editor.view.box.style.cursor = this.target ? 'copy' : 'pointer';
    this.pieces.of(this.kind);
  }

  end() {
    this.over = null;
    this.held.clear();
  }

  get target() {
    const { editor } = this;
    return editor.selected.length === 1 ? (editor.partition.grids.get(editor.selected[0]) ?? null) : null;
  }

  hover(place) {
    const { editor } = this;
    this.over = this.target ? this.pieces.at(this.kind, ...place.at) : null;
    editor.point(editor.partition.gridAt(...place.at));
    editor.view.box.style.cursor = this.target ? 'copy' : 'pointer';
    editor.repaintHand();
  }

  leave() {
    this.over = null;
    super.leave();
    this.editor.repaintHand();
  }

  down(place) {
    if (!this.isBrush || !this.target || place.shift) return false;
    this.held.clear();
    this.sweep(place);
    return true;
  }

  drag(place) {
    this.sweep(place);
  }

  sweep(place) {
    const found = this.pieces.at(this.kind, ...place.at);
    if (found) this.held.set(found.id, found);
    this.over = found;
    this.editor.repaintHand();
  }

  up(place) {
    this.editor.hand = place;
    this.give();
  }

  cancel() {
    this.held.clear();
    this.editor.repaintHand();
  }

  click(place) {
    const { editor, target } = this;
    editor.hand = place;
    if (!target) {
      this.held.clear();
      editor.choose(editor.partition.gridAt(...place.at), false);
      this.hover(place);
      return;
    }
    const found = this.pieces.at(this.kind, ...place.at);
    if (found) {
      this.held.set(found.id, found);
      this.give();
    } else editor.notes.refuse(editor.say(`nothing_${this.kind}`), place);
  }

  give() {
    const { editor, target } = this;
    const ids = [...this.held.keys()];
    this.held.clear();
    if (ids.length === 0 || !target) return;
    if (this.kind === 'block') editor.apply({ do: 'paint', blocks: ids, to: target.id });
    else for (const id of ids) editor.apply({ do: 'hand', [this.kind]: id, to: target.id });
  }

  enter(cross) {
    if (cross) this.click(cross);
  }

  key(event) {
    if (event.key !== 'Escape' || !this.target) return false;
    this.editor.select([]);
    return true;
  }

  options() {
    return [{ key: 'piece', choices: this.kinds, chosen: this.kind, choose: (kind) => this.chooseKind(kind) }];
  }

  chooseKind(kind) {
    this.kind = kind;
    this.over = null;
    this.pieces.of(kind);
    this.editor.refresh();
    this.editor.repaintHand();
  }

  paint(ctx, frame) {
    paintPieces(ctx, frame, { shown: this.isBrush ? this.pieces.of(this.kind) : [], over: this.over, held: [...this.held.values()] });
  }
}
