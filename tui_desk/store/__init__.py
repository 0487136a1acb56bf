"""Where the desk remembers: one SQLite file, shared by every process of a desk on one host. Begin with `sqlite`."""
