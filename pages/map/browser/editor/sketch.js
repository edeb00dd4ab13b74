// A half-drawn line or polygon: every point of it can be taken back and put again, a clearing too.

/** Points `{lon, lat}` with their whole history. */
export class Sketch {
  constructor(kept = null) {
    this.states = kept?.states ?? [[]];
    this.now = kept?.now ?? 0;
  }

  get points() {
    return this.states[this.now];
  }

  get isEmpty() {
    return this.points.length === 0;
  }

  get canUndo() {
    return this.now > 0;
  }

  get canRedo() {
    return this.now < this.states.length - 1;
  }

  add(point) {
    this.put([...this.points, point]);
  }

  dropLast() {
    if (!this.isEmpty) this.put(this.points.slice(0, -1));
  }

  clear() {
    if (!this.isEmpty) this.put([]);
  }

  put(points) {
    this.states = [...this.states.slice(0, this.now + 1), points];
    this.now++;
  }

  undo() {
    if (this.canUndo) this.now--;
  }

  redo() {
    if (this.canRedo) this.now++;
  }

  /** What is kept over a reload. */
  kept() {
    return { states: this.states, now: this.now };
  }
}
