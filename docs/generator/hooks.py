"""What mkdocs does not do itself: the README as the first page, and the generated reference."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))

import reference  # noqa: E402

# Files beside docs/ that are pages, too.
FRONT = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}


def on_files(files: Files, *, config: Any) -> Files:
    for source, uri in FRONT.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, uri, content=_relinked(text)))
    pages = reference.pages()
    for page in pages:
        files.append(File.generated(config, page.uri, content=page.text))
    config.nav = [_section(pages) if entry == "reference" else entry for entry in config.nav]
    return files


def _section(pages: list[reference.Page]) -> dict[str, Any]:
    return {"Reference": [pages[0].uri, *({page.title: page.uri} for page in pages[1:])]}


def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Files) -> str:
    return markdown if page.file.generated_by else _relinked(markdown, "../")


def _relinked(text: str, up: str = "") -> str:
    """Links that lead from a file of the repository to another, for pages that all lie in one folder."""

    def link(found: re.Match[str]) -> str:
        title, target, anchor = found.groups()
        path = target.removeprefix(up)
        uri = FRONT.get(path) or (path.removeprefix("docs/") if path.endswith((".md", ".svg")) else None)
        return f"[{title}]({uri}{anchor or ''})" if uri else title

    return re.sub(r"\[([^\]]*)\]\((?!https?:|#)([^)#\s]+)(#[^)\s]*)?\)", link, text)
