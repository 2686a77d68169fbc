"""The front door: the `banister` command and the supervisor of an all-in-one run. It wires, and knows nothing else."""
