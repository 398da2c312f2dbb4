"""How an experiment is run, and repeated: on one machine or many; resumed, verified."""
