"""Draw 鼎溪市, a city that does not exist: fixed seed, every figure invented, the same layers on every run."""
