"""One writer per format; every one of them is given Grids and nothing else."""
