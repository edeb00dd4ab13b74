"""Make a seamless partition of sloppy polygons: arrange their lines, give every face an owner, join, prove."""
