// For tests alone: where things are on the screen. Nothing here changes anything.

/** Put `window.__grid_editor` where a browser test finds it. */
export function expose(editor) {
  const screen = (x, y) => {
    const rect = editor.view.box.getBoundingClientRect();
    const [px, py] = editor.view.toScreen(x, y);
    return [rect.left + px, rect.top + py];
  };
  window.__grid_editor = Object.freeze({
    vertexAt: (v) => screen(editor.partition.x(v), editor.partition.y(v)),
    gridAt: (id) => screen(...editor.partition.shape(editor.partition.grids.get(id)).middle),
    placeAt: (lon, lat) => {
      const { x, y } = editor.view.map.latLngToContainerPoint([lat, lon]);
      const rect = editor.view.box.getBoundingClientRect();
      return [rect.left + x, rect.top + y];
    },
    isOpen: () => editor.isOpen,
    shown: () => ({
      tool: editor.toolName,
      revision: editor.partition.revision,
      grids: [...editor.partition.grids.keys()],
      selected: editor.selected.slice(),
      vertex: editor.vertex,
      points: editor.tool.sketch?.points.length ?? 0,
      waiting: editor.link.queue.length,
      zoom: editor.view.map.getZoom(),
    }),
  });
}
