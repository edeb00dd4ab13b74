// Called by Streamlit whenever data change: make the editor once, then feed it.
import { GridEditor } from './editor.js';

const editors = new WeakMap();
const fed = new WeakMap();
let dressed;

/** The style sheet lies beside the modules; nothing is measured before it is there. */
function dress() {
  dressed ??= new Promise((resolve) => {
    const href = new URL('./editor.css', import.meta.url).href;
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href, onload: resolve, onerror: resolve });
    document.head.append(link);
  });
  return dressed;
}

/** The editor's own element, made when Streamlit first calls. */
function rootOf(parent) {
  const made = () => parent.appendChild(Object.assign(document.createElement('div'), { className: 'planner-map grid-editor' }));
  return parent.querySelector('.grid-editor') ?? made();
}

export async function feed({ data, parentElement }) {
  const root = rootOf(parentElement);
  root.style.setProperty('--planner-height', data.height);
  fed.set(root, data);
  await dress();
  if (!root.isConnected) return;
  if (!editors.has(root)) editors.set(root, new GridEditor(root, fed.get(root)));
  editors.get(root).update(fed.get(root));
}

/** Streamlit takes the element away: only then the editor goes too. */
export function leave({ parentElement }) {
  const root = parentElement.querySelector('.grid-editor');
  if (!root || root.isConnected || !editors.has(root)) return;
  editors.get(root).destroy();
  editors.delete(root);
}
