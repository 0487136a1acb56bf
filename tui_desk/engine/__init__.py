"""The one background process that talks to X: reads what came, sends what is due, keeps its lease."""
