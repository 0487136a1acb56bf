"""What each command does, inside one unit of work."""
