"""The only wiring: a profile's files and settings become a store, a desk on it, or a client for X."""
