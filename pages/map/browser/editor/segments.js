// Find the segments near a place quickly: a sheet of square cells over everything that can be snapped to.

const MOST_CELLS = 262_144;

/** Segments `[ax, ay, bx, by, ...]` in cells; what each belongs to is kept by its number elsewhere. */
export class Segments {
  constructor(ends, cell) {
    this.ends = ends;
    this.length = ends.length / 4;
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < ends.length; i += 2) {
      box[0] = Math.min(box[0], ends[i]);
      box[1] = Math.min(box[1], ends[i + 1]);
      box[2] = Math.max(box[2], ends[i]);
      box[3] = Math.max(box[3], ends[i + 1]);
    }
    if (this.length === 0) box.fill(0);
    this.box = box;
    const width = box[2] - box[0];
    const height = box[3] - box[1];
    this.cell = Math.max(cell, Math.sqrt((width * height) / MOST_CELLS), Math.max(width, height) / MOST_CELLS);
    this.columns = Math.floor(width / this.cell) + 1;
    this.rows = Math.floor(height / this.cell) + 1;
    this.fill();
  }

  fill() {
    const starts = new Uint32Array(this.columns * this.rows + 1);
    this.each((cell) => starts[cell + 1]++);
    for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1];
    this.members = new Uint32Array(starts[starts.length - 1]);
    const next = starts.slice();
    this.each((cell, segment) => {
      this.members[next[cell]++] = segment;
    });
    this.starts = starts;
  }

  /** Call with each cell that a segment's box touches. */
  each(take) {
    const { ends, columns } = this;
    for (let segment = 0; segment < this.length; segment++) {
      const i = 4 * segment;
      const [left, top] = this.cellOf(Math.min(ends[i], ends[i + 2]), Math.min(ends[i + 1], ends[i + 3]));
      const [right, bottom] = this.cellOf(Math.max(ends[i], ends[i + 2]), Math.max(ends[i + 1], ends[i + 3]));
      for (let row = top; row <= bottom; row++) for (let column = left; column <= right; column++) take(row * columns + column, segment);
    }
  }

  cellOf(x, y) {
    const clamp = (value, most) => Math.max(0, Math.min(most, value));
    return [
      clamp(Math.floor((x - this.box[0]) / this.cell), this.columns - 1),
      clamp(Math.floor((y - this.box[1]) / this.cell), this.rows - 1),
    ];
  }

  /** The numbers of the segments that may come within `reach` of x, y. */
  near(x, y, reach) {
    const found = new Set();
    if (x < this.box[0] - reach || y < this.box[1] - reach || x > this.box[2] + reach || y > this.box[3] + reach) return found;
    const [left, top] = this.cellOf(x - reach, y - reach);
    const [right, bottom] = this.cellOf(x + reach, y + reach);
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const cell = row * this.columns + column;
        for (let k = this.starts[cell]; k < this.starts[cell + 1]; k++) found.add(this.members[k]);
      }
    }
    return found;
  }
}
