"""Keep the grids of a community one seamless thing: draw, check, repair, propose, split."""
