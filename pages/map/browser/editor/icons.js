// Icons of the tool bar: strokes in a square of 24.

const STROKES = {
  select: 'M5 3l5.2 16 2.6-6.6 6.7-2.2z',
  vertex: 'M6 18L11 7l7 8M3.8 18a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0M8.8 6a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0M16 16a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0',
  split: 'M4 6h16v12H4zM14.5 3v2.4M13.2 8.5l-.6 2M11.9 13.5l-.6 2M10 18.6l-.6 2.4',
  draw: 'M4 10l7-6 8 5-3 10H8zM19 16v6M16 19h6',
  reshape: 'M3 15c3-9 6-9 9-3s6 5 9-3M3 19h2M9 19h2M15 19h2M20 19h1',
  trace: 'M8 21L10.5 3M16 21L13.5 3M12 5v2.5M12 10.5V13M12 16v3',
  hand: 'M4 20V7h7v13zM6.5 10.5h2M6.5 13.5h2M6.5 16.5h2M14 13h7M18 9.8l3.2 3.2-3.2 3.2',
  brush: 'M20.5 3.5c-5 2-9 6-11 9.5l2 2c3.5-2 7.5-6 9-11.5zM8.5 14c-3.2.2-2.5 4-5 5.5 3 1.5 7 .8 7-3.5',
  merge: 'M4 5h16v14H4zM12 5v2.5M12 10.5v3M12 16.5V19M7 12h2.5M17 12h-2.5',
  delete: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5',
  lock: 'M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3M12 14.5v2',
  undo: 'M8 5L4 9l4 4M4 9h9.5a5.5 5.5 0 0 1 0 11H10',
  redo: 'M16 5l4 4-4 4M20 9h-9.5a5.5 5.5 0 0 0 0 11H14',
  next: 'M12 4l9 16H3zM12 10v4.5M12 17.2v.3',
  magnet: 'M6 4v8a6 6 0 0 0 12 0V4h-4v8a2 2 0 0 1-4 0V4zM6 8h4M14 8h4',
  whole: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  help: 'M9 9.2a3 3 0 1 1 4.4 2.6c-.9.5-1.4 1.1-1.4 2.2M12 17.2v.3M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0',
};

const SVG = 'http://www.w3.org/2000/svg';

/** An icon as an element, hidden from readers: the button has the words. */
export function icon(name) {
  const made = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  made.setAttribute('viewBox', '0 0 24 24');
  made.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', STROKES[name]);
  made.append(path);
  return made;
}
