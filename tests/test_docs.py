"""The documentation is true: its code runs on every backend, its commands and links name what exists."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

from support import ROOT, backend_parameters, run_python

PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

# Runs a file: blocks with prompts and their outputs, or plain programs.
RUNNER = """
import doctest, sys
import mxgrad
mxgrad.set_backend(sys.argv[1])
text, names = open(sys.argv[4], encoding="utf-8").read(), {"__name__": "__main__"}
if ">>>" in text:
    test = doctest.DocTestParser().get_doctest(text, names, sys.argv[2], sys.argv[2], 0)
    runner = doctest.DocTestRunner(optionflags=int(sys.argv[3]))
    runner.run(test)
    sys.exit(runner.failures != 0 or runner.tries == 0)
exec(compile(text, sys.argv[2], "exec"), names)
"""


def blocks(page: Path, language: str) -> list[str]:
    return [code for found, code in BLOCK.findall(page.read_text(encoding="utf-8")) if found == language]


def programs(page: Path) -> list[str]:
    """The Python of a page: all blocks with prompts as one program, each other block as one of its own."""
    code = blocks(page, "python")
    prompts = [block for block in code if ">>>" in block]
    return ["\n".join(prompts)] * bool(prompts) + [block for block in code if ">>>" not in block]


def page_programs() -> list[object]:
    return [pytest.param(page, code, id=f"{page.name}-{i}") for page in PAGES for i, code in enumerate(programs(page))]


@pytest.mark.parametrize("backend", backend_parameters())
@pytest.mark.parametrize(("page", "code"), page_programs())
def test_code(page, code, backend, tmp_path):
    program = tmp_path / "program"
    program.write_text(code, encoding="utf-8")
    done = run_python("-c", RUNNER, backend, page.name, str(FLAGS), str(program), check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pages_that_promise_code_have_it():
    for name in ("README.md", "docs/tutorial.md", "docs/backend.md", "docs/files.md", "docs/random.md"):
        assert programs(ROOT / name), name


LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"https?://", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        assert file.exists(), f"{page.name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in slugs, f"{page.name}: {target}"


def commands(page: Path) -> list[list[str]]:
    lines = [line for block in blocks(page, "bash") for line in block.splitlines()]
    parts = [part for line in lines for part in line.split("#")[0].split("&&")]
    return [shlex.split(part) for part in parts if part.strip()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_name_what_exists(page):
    for words in commands(page):
        for word in words:
            if re.fullmatch(r"[\w./-]+/[\w./-]+\.(py|md|txt|svg)", word) and not word.startswith(("/", "path/")):
                assert (ROOT / word).exists(), " ".join(words)
        if words[:3] == ["python", "-m", "benchmarks"] or words[:2] == ["python", "-m"]:
            module = words[2].split(".")
            assert (
                words[2] in ("pytest", "pip", "mxgrad")
                or (ROOT / Path(*module)).exists()
                or (ROOT / Path(*module).with_suffix(".py")).exists()
            ), " ".join(words)


def test_the_readme_has_two_commands_for_a_fresh_machine():
    first, second = blocks(ROOT / "README.md", "bash")[:2]
    assert first.split("#")[0].strip() == "pip install . && python examples/autograd.py"
    assert second.split("#")[0].strip() == 'pip install -e ".[dev]" && python -m pytest'


def test_every_page_is_linked_from_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert f"(docs/{page.name})" in text, page.name


def test_pictures_exist():
    for page in PAGES:
        for target in re.findall(r'<img[^>]*src="([^"]+)"', page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), target
