"""The application: commands and their handlers, read models, and the ports that store and X adapters fill."""
