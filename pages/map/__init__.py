"""The map in the browser: Leaflet and a canvas of our own, geometry by address, colours by a string of codes."""
