"""The panes and lines of the desk. They draw what they are handed and say what happened; they fetch nothing."""
