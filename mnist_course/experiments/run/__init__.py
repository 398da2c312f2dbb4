"""How it is repeated: every point once, on one machine or many; stopped, resumed, verified."""
