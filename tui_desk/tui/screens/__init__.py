"""What fills the whole terminal: the desk and the help."""
