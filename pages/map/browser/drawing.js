// Read the compact drawings of pages/map/shapes.py: integer steps in, Mercator coordinates (0 to 1) out.

const STEP_DEG = 1e-6;

/** Longitude and latitude to Mercator, 0 to 1 east and south. */
export function mercator(lon, lat) {
  const s = Math.sin((lat * Math.PI) / 180);
  return [(lon + 180) / 360, 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)];
}

/** Mercator back to [lon, lat]. */
export function lonLat(x, y) {
  return [x * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI];
}

/** One point given in steps. */
export function unpackPoint([x, y], [lon0, lat0]) {
  return mercator(lon0 + x * STEP_DEG, lat0 + y * STEP_DEG);
}

/** Many shapes as flat arrays: `xy`, where each piece starts, which pieces are of which shape, and a box for each shape. */
export class Shapes {
  constructor(packed, [lon0, lat0]) {
    const pieceCount = packed.reduce((sum, shape) => sum + shape.length, 0);
    const numberCount = packed.reduce((sum, shape) => sum + shape.reduce((n, piece) => n + piece.length, 0), 0);
    this.length = packed.length;
    this.xy = new Float64Array(numberCount);
    this.pieces = new Uint32Array(pieceCount + 1);
    this.shapes = new Uint32Array(packed.length + 1);
    this.boxes = new Float64Array(packed.length * 4);
    let at = 0;
    let piece = 0;
    packed.forEach((rings, shape) => {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (const ring of rings) {
        let x = 0;
        let y = 0;
        for (let i = 0; i < ring.length; i += 2) {
          x += ring[i];
          y += ring[i + 1];
          const [mx, my] = mercator(lon0 + x * STEP_DEG, lat0 + y * STEP_DEG);
          this.xy[at++] = mx;
          this.xy[at++] = my;
          if (mx < box[0]) box[0] = mx;
          if (my < box[1]) box[1] = my;
          if (mx > box[2]) box[2] = mx;
          if (my > box[3]) box[3] = my;
        }
        this.pieces[++piece] = at;
      }
      this.shapes[shape + 1] = piece;
      this.boxes.set(box, shape * 4);
    });
  }

  /** Whether the shape's box touches `[west, north, east, south]` in Mercator. */
  isIn(shape, view) {
    const b = this.boxes;
    const i = shape * 4;
    return b[i] <= view[2] && b[i + 2] >= view[0] && b[i + 1] <= view[3] && b[i + 3] >= view[1];
  }

  /** Add the shape's outline to the current path of `ctx`. */
  trace(ctx, shape, frame, isClosed) {
    const { scale, left, top } = frame;
    for (let piece = this.shapes[shape]; piece < this.shapes[shape + 1]; piece++) {
      const end = this.pieces[piece + 1];
      let i = this.pieces[piece];
      ctx.moveTo(this.xy[i] * scale - left, this.xy[i + 1] * scale - top);
      for (i += 2; i < end; i += 2) ctx.lineTo(this.xy[i] * scale - left, this.xy[i + 1] * scale - top);
      if (isClosed) ctx.closePath();
    }
  }

  /** Whether the point lies inside the shape, holes taken out. */
  holds(shape, x, y) {
    const b = this.boxes;
    const k = shape * 4;
    if (x < b[k] || x > b[k + 2] || y < b[k + 1] || y > b[k + 3]) return false;
    let isInside = false;
    for (let piece = this.shapes[shape]; piece < this.shapes[shape + 1]; piece++) {
      const start = this.pieces[piece];
      const end = this.pieces[piece + 1];
      for (let i = start, j = end - 2; i < end; j = i, i += 2) {
        const yi = this.xy[i + 1];
        const yj = this.xy[j + 1];
        if (yi > y !== yj > y && x < ((this.xy[j] - this.xy[i]) * (y - yi)) / (yj - yi) + this.xy[i]) {
          isInside = !isInside;
        }
      }
    }
    return isInside;
  }

  /** The first shape that holds the point, or -1. */
  at(x, y) {
    for (let shape = 0; shape < this.length; shape++) if (this.holds(shape, x, y)) return shape;
    return -1;
  }
}

const waiting = new Map();

/** Fetch a drawing once for the life of the page. */
export function fetchDrawing(address) {
  const url = new URL(address, document.baseURI).href;
  if (!waiting.has(url)) {
    const answer = fetch(url).then((response) => {
      if (!response.ok) throw new Error(`${response.status} ${url}`);
      return response.json();
    });
    answer.catch(() => waiting.delete(url));
    waiting.set(url, answer);
  }
  return waiting.get(url);
}
