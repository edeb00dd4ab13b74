"""The map in the browser: Leaflet and a canvas of our own, with geometry by address and colours by a string of codes."""
