// What is HTML on the map: legend, label, the card that follows the pointer. Names from files are text, never markup.
import { swatch } from './theme.js';
import { paintSign, paintGate } from './symbols.js';
import { BOUNDARY, CIRCLE, REACHED, ROUTE, WALL } from './palette.js';

/** Make an element with text in it. */
export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const WIDTH = 26;
const HEIGHT = 15;

function picture(entry) {
  const canvas = element('canvas', 'planner-swatch');
  const ratio = window.devicePixelRatio || 1;
  canvas.width = WIDTH * ratio;
  canvas.height = HEIGHT * ratio;
  canvas.setAttribute('aria-hidden', 'true');
  const ctx = canvas.getContext('2d');
  ctx.scale(ratio, ratio);
  const { look } = entry;
  if (look.startsWith('sign:')) paintSign(ctx, look.slice(5), WIDTH / 2, HEIGHT / 2, 0.72);
  else if (look.startsWith('gate')) paintGate(ctx, WIDTH / 2, HEIGHT / 2, look === 'gate:open');
  else if (look === 'circle') stroke(ctx, CIRCLE, 1.4, [5, 3]);
  else if (look === 'reached') stroke(ctx, REACHED, 2.4, []);
  else if (look === 'wall') stroke(ctx, WALL, 2.4, []);
  else if (look === 'route') stroke(ctx, ROUTE, 4, []);
  else if (look.startsWith('line:')) {
    const { color, width, dash } = BOUNDARY[look.slice(5)];
    stroke(ctx, color, Math.max(1.2, width), dash);
  } else swatch(ctx, look, WIDTH, HEIGHT);
  return canvas;
}

function stroke(ctx, colour, width, dash) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(1, HEIGHT / 2);
  ctx.lineTo(WIDTH - 1, HEIGHT / 2);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** The legend: folded on a narrow map, open on a wide one; a person's choice is kept. */
export class Legend {
  constructor(root) {
    this.box = element('details', 'planner-legend');
    this.title = element('summary', '', '');
    this.list = element('ul', '');
    this.box.append(this.title, this.list);
    this.box.open = root.clientWidth > 620;
    root.append(this.box);
  }

  show(title, entries) {
    const text = JSON.stringify([title, entries]);
    if (text === this.text) return;
    this.text = text;
    this.title.textContent = title;
    this.list.replaceChildren(
      ...entries.map((entry) => {
        const row = element('li', '');
        row.append(picture(entry), element('span', '', entry.label));
        return row;
      }),
    );
    this.box.hidden = entries.length === 0;
  }
}

/** The small card beside the pointer, or at the foot of the map for a finger. */
export class Card {
  constructor(root) {
    this.root = root;
    this.box = element('div', 'planner-card');
    this.box.setAttribute('role', 'status');
    this.box.hidden = true;
    root.append(this.box);
  }

  show(lines, x, y) {
    if (!lines || lines.length === 0) {
      this.box.hidden = true;
      return;
    }
    const text = JSON.stringify(lines);
    if (text !== this.text) {
      this.text = text;
      this.box.replaceChildren(...lines.map((line, i) => element(i ? 'div' : 'strong', '', line)));
    }
    this.box.hidden = false;
    const right = x + 14 + this.box.offsetWidth > this.root.clientWidth ? x - 10 - this.box.offsetWidth : x + 14;
    const below = y + 14 + this.box.offsetHeight > this.root.clientHeight ? y - 10 - this.box.offsetHeight : y + 14;
    this.box.style.transform = `translate(${Math.max(4, right)}px, ${Math.max(4, below)}px)`;
  }
}
