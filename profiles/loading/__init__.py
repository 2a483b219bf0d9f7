"""Read `data/*.csv` into the database: all of it, or nothing and every fault by its place."""
