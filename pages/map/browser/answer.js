// Turn what Python sends into what the painters need, keeping what did not change.
import { Shapes, unpackPoint } from './drawing.js';
import { landOrder } from './base.js';

/** Put a fetched drawing into the city. */
export function readCity(city, drawing) {
  const { origin } = drawing;
  const shapes = (layer) => ({ ...layer, shapes: new Shapes(layer.shapes, origin) });
  if (drawing.streets) {
    const streets = shapes(drawing.streets);
    streets.byClass = new Map();
    streets.classes.forEach((c, i) => (streets.byClass.get(c) ?? streets.byClass.set(c, []).get(c)).push(i));
    streets.named = streets.names
      .map((name, i) => [name, i])
      .filter(([name]) => name)
      .map(([, i]) => i)
      .sort((a, b) => streets.classes[a] - streets.classes[b]);
    const landcover = shapes(drawing.landcover);
    landcover.order = landOrder(landcover.classes);
    city.base = { streets, landcover, railways: shapes(drawing.railways), compounds: shapes(drawing.compounds) };
  }
  if (drawing.buildings) city.buildings = shapes(drawing.buildings);
  if (drawing.areas) {
    city.areas = Object.fromEntries(
      Object.entries(drawing.areas).map(([level, areas]) => [
        level,
        { ...shapes(areas), rims: new Shapes(areas.rims, origin), middles: areas.middles.map((point) => unpackPoint(point, origin)) },
      ]),
    );
  }
}

/** Unpack the answer; points and shapes come in steps from the city's origin. */
export function readAnswer(data) {
  const { origin } = data.city;
  const place = (item) => ({ ...item, at: unpackPoint(item.at, origin) });
  const answer = { ...data.answer };
  const { gaps, walk_areas: walkAreas, circles, walk, reached, walls } = data.answer;
  if (answer.facilities) answer.facilities = answer.facilities.map(place);
  if (answer.gates) answer.gates = answer.gates.map(place);
  if (gaps) {
    answer.gaps = { ...gaps, shapes: new Shapes(gaps.shapes, origin) };
    answer.gapNames = gaps.middles.map((at, i) => ({
      at: unpackPoint(at, origin),
      rank: i + 1,
      is_chosen: gaps.ids[i] === data.answer.chosen_gap,
    }));
    answer.chosenGap = data.answer.chosen_gap;
  }
  if (walkAreas) answer.walkAreas = walkAreas.map(({ band, shapes }) => ({ band, shapes: new Shapes(shapes, origin) }));
  if (reached) answer.reached = new Shapes(reached, origin);
  if (walls) answer.walls = new Shapes(walls, origin);
  if (circles) answer.circles = new Shapes(circles, origin);
  if (walk) {
    answer.walk = {
      ...walk,
      shapes: new Shapes(walk.shapes, origin),
      crossings: (walk.crossings ?? []).map((at) => unpackPoint(at, origin)),
    };
  }
  answer.nameLevel = data.answer.name_level;
  return answer;
}
