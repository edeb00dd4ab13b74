// Two square grids of a community side by side, a third free square to the east; a degree is what it is in Mercator.
//
//   0---1---2---3      A: west, B: middle, the east is free
//   |   |   |   |
//   7---6---5---4
export const PLACES = [
  [120.0, 27.01],
  [120.01, 27.01],
  [120.02, 27.01],
  [120.03, 27.01],
  [120.03, 27.0],
  [120.02, 27.0],
  [120.01, 27.0],
  [120.0, 27.0],
];

/** The state as the server says it; rings run counter-clockwise. */
export function state(parts = {}) {
  const figures = { households: 300, people: 800, elderly: 100, buildings: 10, area_m2: 1_100_000, deviation_share: 0, compactness: 0.78 };
  return {
    revision: 5,
    undo: 2,
    redo: 0,
    bounds: [120, 27, 120.03, 27.01],
    vertices: PLACES,
    grids: [
      { id: 'A', name: '甲', community: 'C', is_locked: false, parts: [[[7, 6, 1, 0]]] },
      { id: 'B', name: '乙', community: 'C', is_locked: false, parts: [[[6, 5, 2, 1]]] },
    ],
    free: [{ community: 'C', parts: [[[5, 4, 3, 2]]] }],
    rims: [{ community: 'C', name: '社区', parts: [[[7, 6, 5, 4, 3, 2, 1, 0]]] }],
    figures: { A: figures, B: figures },
    target_households: 300,
    bounds_households: [200, 500],
    ...parts,
  };
}
