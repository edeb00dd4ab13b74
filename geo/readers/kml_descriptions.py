"""Read the tables that KML files carry in their descriptions, as ArcGIS writes them: two columns, name and value."""

from html.parser import HTMLParser

__all__ = ["described"]

_LONGEST_CHARACTERS = 200_000
_MOST_CELLS = 5_000
_NULLS = ("<null>", "&lt;null&gt;")


def described(html: str) -> dict[str, str | None]:
    """
    Return the rows of two cells of all tables in a description, {} if there are none.

    "<Null>" is nothing; of a name that comes twice the first counts; tables in tables are read, the rows that only
    hold a further table are not.
    """
    if "<t" not in html.lower():
        return {}
    tables = _Tables()
    tables.feed(html[:_LONGEST_CHARACTERS])
    tables.close()
    found: dict[str, str | None] = {}
    for name, value in tables.pairs:
        if name and name not in found:
            found[name] = None if value.lower() in _NULLS else value
    return found


class _Tables(HTMLParser):
    """Collects the rows of two cells; an open row of each table stands on `rows`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pairs: list[tuple[str, str]] = []
        self.rows: list[list[list[str]]] = []
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Open a row or a cell; one that was left open before is closed by it."""
        if tag == "table":
            self.rows.append([])
        elif tag == "tr":
            self._end_row()
            if not self.rows:
                self.rows.append([])
        elif tag in ("td", "th") and self.rows and self.cells < _MOST_CELLS:
            self.cells += 1
            self.rows[-1].append([])
        elif tag == "br" and self.rows and self.rows[-1]:
            self.rows[-1][-1].append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close a row or a table."""
        if tag == "tr":
            self._end_row()
        elif tag == "table" and self.rows:
            self._end_row()
            self.rows.pop()
            if self.rows:
                self.rows[-1] = []  # the row around a table says nothing itself

    def handle_data(self, data: str) -> None:
        """Add text to the cell that is open."""
        if self.rows and self.rows[-1]:
            self.rows[-1][-1].append(data)

    def close(self) -> None:
        """Close what was left open."""
        super().close()
        while self.rows:
            self._end_row()
            self.rows.pop()

    def _end_row(self) -> None:
        if self.rows:
            cells = ["".join(cell).strip() for cell in self.rows[-1]]
            if len(cells) == 2:
                self.pairs.append((" ".join(cells[0].split()).rstrip(":："), cells[1]))
            self.rows[-1] = []
