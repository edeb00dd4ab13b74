import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mercator } from '../../../pages/map/browser/drawing.js';
import { changed, counted, deviationClass } from '../../../pages/map/browser/editor/figures.js';
import { boxOf, compactness, doCross, isInside, measures, nearestOnSegment, roomiest } from '../../../pages/map/browser/editor/geometry.js';
import { Segments } from '../../../pages/map/browser/editor/segments.js';
import { land, signed, speaker } from '../../../pages/map/browser/editor/words.js';

const ring = (...places) => Float64Array.from(places.flatMap((place) => mercator(...place)));
const SQUARE = ring([120, 27], [120.01, 27], [120.01, 27.01], [120, 27.01]);

test('a hundredth of a degree at 27 north is 992.6 m by 1,108.0 m', () => {
  // WGS 84: a degree of longitude is 99,257 m there, a degree of latitude 110,802 m.
  const { area_m2: area, rim_m: rim } = measures([SQUARE]);
  assert.ok(Math.abs(area / (992.57 * 1108.02) - 1) < 1e-3);
  assert.ok(Math.abs(rim / (2 * (992.57 + 1108.02)) - 1) < 1e-3);
});

test('a hole is taken out of the area and added to the rim', () => {
  const hole = Object.assign(ring([120.002, 27.002], [120.002, 27.004], [120.004, 27.004], [120.004, 27.002]), { isHole: true });
  const whole = measures([SQUARE]);
  const holed = measures([SQUARE, hole]);
  assert.ok(Math.abs((whole.area_m2 - holed.area_m2) / (whole.area_m2 * 0.04) - 1) < 1e-3);
  assert.ok(holed.rim_m > whole.rim_m);
  assert.ok(!isInside([SQUARE, hole], ...mercator(120.003, 27.003)));
});

test('a square is pi by four as compact as a disc', () => {
  assert.ok(Math.abs(compactness({ area_m2: 100, rim_m: 40 }) - Math.PI / 4) < 1e-12);
});

test('lines cross only in the inside of both', () => {
  assert.ok(doCross(0, 0, 2, 2, 0, 2, 2, 0));
  assert.ok(!doCross(0, 0, 2, 2, 2, 2, 3, 0));
  assert.ok(!doCross(0, 0, 1, 0, 0, 1, 1, 1));
});

test('the nearest place on a segment is at its ends or square to it', () => {
  assert.deepEqual(nearestOnSegment(5, 3, 0, 0, 10, 0), [5, 0, 0.5]);
  assert.deepEqual(nearestOnSegment(-5, 3, 0, 0, 10, 0), [0, 0, 0]);
  assert.deepEqual(nearestOnSegment(1, 1, 2, 2, 2, 2), [2, 2, 0]);
});

test('the name of a shape lies inside it', () => {
  const hook = ring([120, 27], [120.01, 27], [120.01, 27.001], [120.001, 27.001], [120.001, 27.01], [120, 27.01]);
  const [x, y] = roomiest([hook], boxOf([hook]));
  assert.ok(isInside([hook], x, y));
});

test('segments found near a place are all that reach it, among others', () => {
  const ends = [];
  for (let i = 0; i < 500; i++) ends.push((i * 37) % 101, (i * 53) % 97, ((i * 37) % 101) + 3, ((i * 53) % 97) + (i % 5));
  const segments = new Segments(Float64Array.from(ends), 4);
  for (const [x, y] of [
    [50, 50],
    [0, 0],
    [103, 99],
    [-40, 20],
  ]) {
    const found = segments.near(x, y, 6);
    for (let i = 0; i < 500; i++) {
      const [nx, ny] = nearestOnSegment(x, y, ...ends.slice(4 * i, 4 * i + 4));
      if (Math.hypot(nx - x, ny - y) <= 6) assert.ok(found.has(i));
    }
  }
});

test('no segments at all are no trouble', () => {
  assert.equal(new Segments(new Float64Array(0), 1).near(0, 0, 1).size, 0);
});

test('live figures are the last ones plus what changed', () => {
  const homes = { length: 2, xy: ring([120.005, 27.005], [120.015, 27.005]), households: [10, 20], people: [25, 50], elderly: [3, 4] };
  const wide = ring([120, 27], [120.02, 27], [120.02, 27.01], [120, 27.01]);
  const before = counted([SQUARE], boxOf([SQUARE]), homes);
  const after = counted([wide], boxOf([wide]), homes);
  const live = changed({ ...before, households: 310 }, before, after, 300);
  assert.equal(live.households, 330);
  assert.equal(live.buildings, 2);
  assert.ok(Math.abs(live.deviation_share - 0.1) < 1e-12);
});

test('classes follow the bounds, and the target within 15 %', () => {
  const classes = [100, 199, 200, 254, 256, 300, 345, 346, 500, 501].map((n) => deviationClass(n, 300, [200, 500]));
  assert.deepEqual(classes, [0, 0, 1, 1, 2, 2, 2, 3, 3, 4]);
});

test('texts are filled in and a missing one shows its name', () => {
  const say = speaker({ free_land: '空地 {area}', square_metres: '{n} 平方米', hectares: '{n} 公顷' }, 'zh');
  assert.equal(say('free_land', { area: land(450, say) }), '空地 450 平方米');
  assert.equal(land(43_210, say), '4.32 公顷');
  assert.equal(say('nothing'), 'nothing');
  assert.deepEqual([signed(0.041), signed(-0.2), signed(0)], ['+4%', '−20%', '+0%']);
});
