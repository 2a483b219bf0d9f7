"""Every measurement of the project: `make bench`, or `make bench ONLY=name` for one."""
