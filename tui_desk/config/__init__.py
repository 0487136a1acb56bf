"""Settings, folders, keys and themes: read, checked, and explained where they are wrong."""
