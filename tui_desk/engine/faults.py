"""How a fault is told in the log: its kind and where it arose, never its message, which can quote private text."""


def place_of(error: BaseException) -> str:
    """The kind of an error, and the file and line it arose in."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "unknown place"
    return f"{type(error).__name__} at {place}"
