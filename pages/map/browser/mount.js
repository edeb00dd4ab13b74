// Called by Streamlit whenever data change: make the map once, then feed it.
import { PlannerMap } from './map.js';

const maps = new WeakMap();

/** The map's own element, made when Streamlit first calls. */
function rootOf(parent) {
  return parent.querySelector('.planner-map') ?? parent.appendChild(Object.assign(document.createElement('div'), { className: 'planner-map' }));
}

export function feed({ data, parentElement, setTriggerValue }) {
  const root = rootOf(parentElement);
  root.style.setProperty('--planner-height', data.height);
  if (!maps.has(root)) maps.set(root, new PlannerMap(root, data.words));
  maps.get(root).update(data, (picked) => setTriggerValue('picked', picked));
}

/** Streamlit takes the element away: only then the map goes too. */
export function leave({ parentElement }) {
  const root = parentElement.querySelector('.planner-map');
  if (!root || root.isConnected || !maps.has(root)) return;
  maps.get(root).destroy();
  maps.delete(root);
}
