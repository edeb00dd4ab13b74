// Colours of the editor: purple too small, orange too large, pale as it should be; apart for colour-blind eyes.

/** By `deviationClass`: [filling, what the legend shows]. */
export const DEVIATIONS = ['rgba(94,60,153,.52)', 'rgba(170,160,210,.46)', 'rgba(255,255,255,.42)', 'rgba(253,184,99,.48)', 'rgba(222,106,16,.56)'];
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
