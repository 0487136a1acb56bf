"""How the search index truly forgets.

An FTS5 index keeps the words of a deleted entry until it next merges. The option `secure-delete` would overwrite them
at once, but SQLite has it only from 3.42 on and older ones cannot read such an index any more; merging works in all.
https://www.sqlite.org/fts5.html#the_secure_delete_configuration_option
"""

from tui_desk.store.connection import Connection
from tui_desk.store.search_entries import Index


async def scrub(connection: Connection, pages: int) -> bool:
    """Overwrite what the indexes still hold of texts that are gone, about so many pages of it, in an open transaction.

    Returns whether there is more to do. The write-ahead log forgets when it is next started over.
    """
    left = await connection.one("SELECT search_index, is_merging FROM search_leftover ORDER BY search_index LIMIT 1")
    if left is None:
        return False
    index = Index(left["search_index"])
    # A negative number has everything join one merge, what was deleted since the last one included.
    step = pages if left["is_merging"] else -pages
    before = await connection.value("SELECT total_changes()")
    await connection.all(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', {step:d})")  # noqa: S608 - a constant
    # FTS5 counts two changes at least for a merge that had work to do.
    has_merged = await connection.value("SELECT total_changes()") - before >= 2
    if has_merged or not left["is_merging"]:
        await connection.all("UPDATE search_leftover SET is_merging = 1 WHERE search_index = ?", (index,))
    else:
        await connection.all("DELETE FROM search_leftover WHERE search_index = ?", (index,))
    return True
