// Figures while the hand moves: the server's last ones, changed by what the browser counts itself.
import { compactness, isInside, measures } from './geometry.js';

/** People and land inside rings, counted from the homes. */
export function counted(rings, box, homes) {
  const found = { households: 0, people: 0, elderly: 0, buildings: 0, ...measures(rings) };
  found.compactness = compactness(found);
  if (!homes) return found;
  const { xy } = homes;
  for (let i = 0; i < homes.length; i++) {
    const x = xy[2 * i];
    const y = xy[2 * i + 1];
    if (x < box[0] || x > box[2] || y < box[1] || y > box[3] || !isInside(rings, x, y)) continue;
    found.households += homes.households[i];
    found.people += homes.people[i];
    found.elderly += homes.elderly[i];
    found.buildings++;
  }
  return found;
}

const COUNTS = ['households', 'people', 'elderly', 'buildings', 'area_m2'];

/** What the server's figures become if what was counted `before` is counted as `after` now. */
export function changed(figures, before, after, target) {
  const live = { ...figures };
  for (const name of COUNTS) live[name] = Math.max(0, (figures?.[name] ?? before[name]) + after[name] - before[name]);
  live.deviation_share = target ? live.households / target - 1 : 0;
  live.compactness = Math.max(0, (figures?.compactness ?? before.compactness) + after.compactness - before.compactness);
  return live;
}

/** How far from the target: 0 below the range, 1 small, 2 right, 3 large, 4 above the range. */
export function deviationClass(households, target, [least, most]) {
  if (households < least) return 0;
  if (households > most) return 4;
  if (!target || Math.abs(households / target - 1) <= 0.15) return 2;
  return households < target ? 1 : 3;
}
