"""Reads a page as a browser would: its elements, and what is shown in one language."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "link", "input", "br", "wbr", "img", "hr"}
SVG_LEAVES = {"path", "circle", "rect", "use"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    parent: "Element | None"
    parts: list[Any] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return (self.attributes.get("class") or "").split()

    def all(self, tag: str = "") -> list["Element"]:
        found = []
        for part in self.parts:
            if isinstance(part, Element):
                found += [part] if tag in ("", part.tag) else []
                found += part.all(tag)
        return found

    def by_id(self, name: str) -> "Element":
        (found,) = (e for e in self.all() if e.attributes.get("id") == name)
        return found

    def text(self, language: str = "zh") -> str:
        """The text shown in a language, with single spaces and plain ones for no-break."""
        return " ".join(self._text(language).split())

    def _text(self, language: str) -> str:
        other = {"zh": "en", "en": "zh"}[language]
        if other in self.classes or self.tag in ("script", "style"):
            return ""
        blocks = ("p", "td", "th", "li", "h1", "h2", "h3", "div", "dt", "dd", "tr", "caption")
        inside = "".join(p if isinstance(p, str) else p._text(language) for p in self.parts)
        return f" {inside} " if self.tag in blocks else inside


class Reader(HTMLParser):
    """Builds the tree and refuses a page whose elements are not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.top = Element("", {}, None)
        self.at = self.top
        self.feed(page)
        self.close()
        assert self.at is self.top, f"<{self.at.tag}> is never closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({key for key, _ in attrs}) == len(attrs), f"<{tag}> repeats an attribute"
        element = Element(tag, dict(attrs), self.at)
        self.at.parts.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SVG_LEAVES, f"<{tag}/> is not closed by its slash in HTML"
        self.at.parts.append(Element(tag, dict(attrs), self.at))

    def handle_endtag(self, tag: str) -> None:
        assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.parts.append(data)


def read(page: str) -> Element:
    """Return the page as a tree."""
    return Reader(page).top


def shown_rows(page: Element, table: str, language: str = "zh") -> list[list[str]]:
    """Return the cells of a table's body as a reader of that language sees them."""
    (body,) = page.by_id(f"{table}-table").all("tbody")
    return [
        [cell.text(language) for cell in row.parts if isinstance(cell, Element)]
        for row in body.all("tr")
    ]
