"""OpenStreetMap files: what they hold, sorted into the layers of a city."""
