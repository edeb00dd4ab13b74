"""The steps of a proposal: weigh atoms, divide them, name the grids, say what could not be kept, compare."""
