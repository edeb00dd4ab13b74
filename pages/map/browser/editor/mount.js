// Called by Streamlit whenever data change: make the editor once, then feed it.
import { GridEditor } from './editor.js';

const editors = new WeakMap();

/** The style sheet lies beside the modules; it is asked for once. */
function dress() {
  const href = new URL('./editor.css', import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return;
  document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href }));
}

/** The editor's own element, made when Streamlit first calls. */
function rootOf(parent) {
  const made = () => parent.appendChild(Object.assign(document.createElement('div'), { className: 'planner-map grid-editor' }));
  return parent.querySelector('.grid-editor') ?? made();
}

export function feed({ data, parentElement }) {
  dress();
  const root = rootOf(parentElement);
  root.style.setProperty('--planner-height', data.height);
  if (!editors.has(root)) editors.set(root, new GridEditor(root, data));
  editors.get(root).update(data);
}

/** Streamlit takes the element away: only then the editor goes too. */
export function leave({ parentElement }) {
  const root = parentElement.querySelector('.grid-editor');
  if (!root || root.isConnected || !editors.has(root)) return;
  editors.get(root).destroy();
  editors.delete(root);
}
