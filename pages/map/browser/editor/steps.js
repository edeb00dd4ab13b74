// Operations on their way: vertices are told by their place, for a server that starts again numbers them anew.

const NAMES = ['vertex', 'a', 'b'];

/** Where the vertices of an operation are on the partition that it was made on. */
export function placesOf(operation, partition) {
  const named = NAMES.filter((name) => name in operation && partition?.has(operation[name]));
  return Object.fromEntries(named.map((name) => [name, partition.place(operation[name])]));
}

/** The operation as the server is told of it. */
export function told({ operation, places = {} }, confirmed) {
  const { made, ...rest } = operation;
  for (const name of NAMES) {
    const v = rest[name];
    if (v !== undefined) rest[name] = v >= 0 && confirmed.has(v) ? confirmed.place(v) : (places[name] ?? v);
  }
  return rest;
}

/** The same steps with one vertex called otherwise. */
export function called(operations, from, to) {
  for (const operation of operations) for (const name of NAMES) if (operation[name] === from) operation[name] = to;
}

/** The same steps on a partition whose vertices have other numbers: each is found by its place, once moved by its old number. */
export function renumbered(entries, partition) {
  if (entries.length === 0) return entries;
  const numbers = new Map();
  for (let v = 0; v < partition.lonlat.length / 2; v++) numbers.set(partition.place(v).join(' '), v);
  const now = new Map();
  return entries.map((entry) => {
    const operation = { ...entry.operation };
    for (const name of NAMES) {
      const v = operation[name];
      if (v === undefined || v < 0) continue;
      const found = entry.places?.[name] ? numbers.get(entry.places[name].join(' ')) : undefined;
      if (found !== undefined && !now.has(v)) now.set(v, found);
      operation[name] = now.get(v) ?? v;
    }
    return { ...entry, operation };
  });
}

/** The number that the server gave to a vertex that was made or moved, or null. */
export function numberOf({ do: what, at, to }, confirmed, answer) {
  const place = what === 'insert' ? at : what === 'move' ? to : null;
  if (!place) return null;
  let best = null;
  let bestAway = 1e-6;
  for (const v of new Set((answer.grids ?? []).flatMap((grid) => grid.parts.flat(2)))) {
    if (!confirmed.has(v)) continue;
    const [lon, lat] = confirmed.place(v);
    const away = Math.hypot(lon - place[0], lat - place[1]);
    if (away < bestAway) [best, bestAway] = [v, away];
  }
  return best;
}

/** Whether an answer numbers vertices otherwise than the partition does: then all must be loaded again. */
export function isRenumbered(partition, answer) {
  return Object.entries(answer.vertices ?? {}).some(([v, place]) => {
    if (!place || !partition.has(Number(v))) return false;
    const known = partition.place(Number(v));
    return Math.abs(known[0] - place[0]) > 1e-8 || Math.abs(known[1] - place[1]) > 1e-8;
  });
}

/** Whether a step whose answer never came was done: the history is longer by it, the revision hardly. */
export function isDoneAlready(entry, before, fresh) {
  const steps = fresh.revision - before.revision;
  const gained = fresh.undo - before.undo;
  return Boolean(entry.isUncertain) && steps >= 1 && steps <= 2 && gained === (entry.operation.do === 'undo' ? -1 : 1);
}

/** Whether nobody else did anything: a server that starts again counts one revision for it. */
export function isUntouched(before, fresh, isDone = false) {
  return fresh.revision - before.revision <= (isDone ? 2 : 1) && (isDone || fresh.undo === before.undo);
}

/** What is left of the steps on another state: all if nobody else touched it, else what was made without a connection. */
export function rebased(entries, before, fresh) {
  if (entries.length === 0) return entries;
  const again = (entry) => ({ ...entry, isUncertain: false, isSent: false });
  const [first, ...rest] = entries;
  if (fresh.revision === before.revision) return entries;
  if (isDoneAlready(first, before, fresh)) return rest.map(again);
  if (isUntouched(before, fresh)) return entries.map(again);
  return entries.filter((entry) => isSound(entry, fresh)).map(again);
}

function isSound({ operation, isOffline, isUncertain }, fresh) {
  const { grids = [], grid, to } = operation;
  const ids = [...grids, grid, typeof to === 'string' ? to : undefined].filter(Boolean);
  return (
    (isOffline || isUncertain) &&
    !['undo', 'redo'].includes(operation.do) &&
    ids.every((id) => fresh.grids.has(id)) &&
    NAMES.every((name) => operation[name] === undefined || operation[name] < 0 || fresh.has(operation[name]))
  );
}
