// The lines that borders may follow, and the homes that live figures count: read from the drawing of pages/map/snap_lines.py.
import { mercator } from '../drawing.js';
import { Segments } from './segments.js';

const CELL = 1.7e-6;

/** Families in the order in which they are offered where several lie on each other. */
const FAMILIES = ['streets', 'rivers', 'railways', 'walls', 'compounds'];

/** Unpack the drawing: segments with their family and name, compounds by id, homes with their people. */
export function readLines(drawing) {
  const [lon0, lat0] = drawing.origin;
  const step = 1 / drawing.steps_per_degree;
  const ends = [];
  const owners = [];
  const named = [];
  for (const family of FAMILIES) {
    const { names, shapes } = drawing.families[family];
    shapes.forEach((pieces, i) => {
      named.push({ family, name: names[i] });
      for (const piece of pieces) {
        let [x, y] = [0, 0];
        let last = null;
        for (let k = 0; k < piece.length; k += 2) {
          x += piece[k];
          y += piece[k + 1];
          const here = mercator(lon0 + x * step, lat0 + y * step);
          if (last) {
            ends.push(last[0], last[1], here[0], here[1]);
            owners.push(named.length - 1);
          }
          last = here;
        }
      }
    });
  }
  const segments = new Segments(Float64Array.from(ends), CELL);
  return { segments, ownerOf: (segment) => named[owners[segment]], compoundIds: drawing.families.compounds.ids, homes: readHomes(drawing, lon0, lat0, step) };
}

function readHomes({ homes }, lon0, lat0, step) {
  const xy = new Float64Array(2 * homes.at.length);
  homes.at.forEach(([x, y], i) => xy.set(mercator(lon0 + x * step, lat0 + y * step), 2 * i));
  return { ...homes, xy, length: homes.at.length };
}
