"""Speed and memory, measured from outside; nothing here is a test."""
