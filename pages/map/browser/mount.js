// Called by Streamlit whenever data change: make the map once, then feed it.
import { PlannerMap } from './map.js';

const maps = new WeakMap();

export function feed(component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector('.planner-map');
  if (!root) return;
  if (!maps.has(root)) maps.set(root, new PlannerMap(root, data.words));
  root.style.setProperty('--planner-height', data.height);
  maps.get(root).update(data, (picked) => setTriggerValue('picked', picked));
}

export function leave(component) {
  const root = component.parentElement.querySelector('.planner-map') ?? null;
  if (root && !root.isConnected && maps.has(root)) {
    maps.get(root).destroy();
    maps.delete(root);
  }
}
