"""The simulated X: a world of people, and the HTTP front a client cannot tell from the real one."""
