// Colours of the editor: purple too small, orange too large, pale as it should be; apart for colour-blind eyes.

/** By `deviationClass`; the map below shows through. */
export const DEVIATIONS = ['rgba(94,60,153,.46)', 'rgba(150,138,200,.40)', 'rgba(255,255,255,.46)', 'rgba(253,184,99,.42)', 'rgba(226,112,24,.44)'];
/** Close up the map below matters more than the colour. */
export const CLOSE_UP = { zoom: 15.5, alpha: 0.68 };
export const BORDER = '#3b3450';
export const RIM = '#2b2340';
export const FREE = '#c62718';
export const CHOSEN = '#1660a8';
export const HOVERED = 'rgba(22,96,168,.75)';
export const LIVE = '#0b5fb8';
export const BAD = '#c62718';
export const SKETCH = '#0d3b66';
export const HINT = '#d1007a';
export const TARGET = '#0b8f8a';
export const PROBLEM = '#b83a12';
export const LOCKED = 'rgba(43,52,64,.36)';
