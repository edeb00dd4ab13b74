// What is said: near the hand (what it snaps to, why something was refused), at the foot (what was done), to readers.
import { element } from '../panel.js';

const REFUSAL_MS = 7000;
const DONE_MS = 5000;

export class Notes {
  constructor(root) {
    this.root = root;
    this.snap = element('div', 'editor-snap');
    this.snap.setAttribute('aria-hidden', 'true');
    this.refusal = element('div', 'editor-refusal');
    this.refusal.setAttribute('role', 'alert');
    this.done = element('div', 'editor-done');
    this.live = element('div', 'editor-unseen');
    this.live.setAttribute('aria-live', 'polite');
    for (const box of [this.snap, this.refusal, this.done]) box.hidden = true;
    root.append(this.snap, this.refusal, this.done, this.live);
  }

  /** What the hand snaps to, beside it; nothing hides it. */
  showSnap(text, place) {
    this.snap.hidden = !text;
    if (!text) return;
    if (this.snap.textContent !== text) this.snap.textContent = text;
    this.put(this.snap, place, 16, place.isTouch ? -54 : 18);
  }

  /** One sentence near the hand: why not. */
  refuse(text, place) {
    clearTimeout(this.refusalTimer);
    this.refusal.textContent = text;
    this.refusal.hidden = !text;
    if (!text) return;
    this.put(this.refusal, place ?? { x: this.root.clientWidth / 2, y: 90 }, 14, 16);
    this.refusalTimer = setTimeout(() => this.settle(), REFUSAL_MS);
  }

  /** The next thing somebody does takes the refusal away. */
  settle() {
    this.refusal.hidden = true;
    this.refusal.textContent = '';
  }

  /** What was done, at the foot of the map. */
  tell(text, isLasting = false) {
    clearTimeout(this.doneTimer);
    this.done.textContent = text;
    this.done.hidden = !text;
    this.announce(text);
    if (text && !isLasting) this.doneTimer = setTimeout(() => (this.done.hidden = true), DONE_MS);
  }

  announce(text) {
    this.live.textContent = text;
  }

  put(box, { x, y }, right, below) {
    const { offsetWidth: width, offsetHeight: height } = box;
    const { clientWidth, clientHeight } = this.root;
    const left = x + right + width > clientWidth - 6 ? x - right - width : x + right;
    const down = y + below + height > clientHeight - 6 ? y - 14 - height : y + below;
    box.style.transform = `translate(${Math.max(6, Math.min(clientWidth - width - 6, left))}px, ${Math.max(6, down)}px)`;
  }
}
