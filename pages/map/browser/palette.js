// Colours that stay apart for colour-blind eyes and in grey: blue for covered, vermilion for gaps, hatching for false cover.

export const BASE = {
  ground: '#f5f3ee',
  water: '#b5d6e8',
  waterEdge: '#94bfd6',
  green: '#d6e7cb',
  hill: '#dfe6d3',
  farmland: '#ecefdd',
  built: '#efece5',
  compound: 'rgba(120,104,84,.07)',
  compoundEdge: 'rgba(120,104,84,.38)',
  building: '#dcd6cc',
  buildingEdge: '#c4bcae',
  rail: '#8e8b86',
};

/** Street class -> [casing, filling, width in pixels at zoom 15, first zoom it is drawn at]. */
export const STREETS = {
  1: ['#c98f3c', '#f6cf85', 6.5, 8],
  2: ['#d4ac62', '#fbe3ad', 6, 9],
  3: ['#d8c79a', '#fdf2cf', 5, 11],
  4: ['#cfc9bd', '#ffffff', 4, 12],
  5: ['#d3cdc2', '#ffffff', 2.8, 13],
  6: ['#d9d4ca', '#ffffff', 1.8, 14.5],
  7: ['#b9a88f', null, 1, 15],
};

/** Building code -> [filling, edge, hatching]. */
export const BUILDINGS = {
  n: [BASE.building, BASE.buildingEdge, null],
  c: ['#3f86c6', '#245f97', null],
  1: ['#1f5f9e', '#123f6d', null],
  2: ['#4d92cd', '#2b699f', null],
  3: ['#92c0e4', '#5b93bf', null],
  g: ['#d4491e', '#8f2c0e', null],
  f: ['#f2a53a', '#8f4a0e', '#8f3a0e'],
  u: ['#8d7f95', '#5e5265', '#ffffff'],
  '+': ['#0b8f8a', '#04504d', null],
  '-': ['#7b2d8b', '#4a1655', '#ffffff'],
};

/** Share classes of areas, worst to best; the value is printed in the area too. */
export const SHARES = ['#e8693a', '#f6b98a', '#dfe3e8', '#9cc4e4', '#4a8ec8'];
export const NO_SHARE = '#eceae6';

/** Walking areas from the outermost band in; one band alone is as strong as the middle one. */
export const WALK_AREA = ['rgba(38,104,168,.11)', 'rgba(38,104,168,.20)', 'rgba(38,104,168,.30)'];
export const WALK_AREA_EDGE = '#1f5f9e';
export const CIRCLE = '#3a4653';
export const GAP = '#b83a12';
export const ROUTE = '#0d3b66';
export const REACHED = '#1f5f9e';
export const WALL = '#5a3d22';

export const BOUNDARY = {
  street_id: { color: '#5b4a6b', width: 2.4, dash: [12, 4, 2, 4] },
  community_id: { color: '#6d6280', width: 1.3, dash: [6, 4] },
  grid_id: { color: '#c2187e', width: 0.9, dash: [] },
};

/** Facility kind -> [shape, colour, radius in pixels]. */
export const FACILITIES = {
  party_centre: ['house', '#c1272d', 9],
  community_station: ['house', '#c1272d', 7],
  red_post: ['diamond', '#c1272d', 6.5],
  rider_station: ['triangle', '#d97706', 7],
  elder_canteen: ['pentagon', '#6b3fa0', 7],
  fitness: ['square', '#2f7d4f', 6],
  training: ['square', '#8a6d1f', 6],
  childcare: ['pentagon', '#c04f8b', 6.5],
  medical: ['cross', '#1565a9', 7],
  other_open: ['circle', '#5d6b7a', 6],
  kiosk: ['square', '#37657a', 5],
  talk_point: ['circle', '#a0522d', 6],
  wet_market: ['hexagon', '#4f7a1f', 7],
  school: ['hexagon', '#1f6f8b', 7],
  park: ['circle', '#2f7d4f', 7],
  pharmacy: ['cross', '#2f7d4f', 6],
  convenience: ['square', '#7a5c99', 5.5],
  toilet: ['circle', '#37657a', 5],
  unknown: ['circle', '#6f6a63', 5],
};

export const FONT = '"Noto Sans SC Variable", "Noto Sans SC", sans-serif';
