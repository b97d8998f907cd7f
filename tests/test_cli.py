"""``python -m mxgrad``."""

from __future__ import annotations

import sys
import zipfile

import pytest

import mxgrad
from support import backend_parameters, run_python


def cli(*arguments: str, check: bool = True, **options):
    return run_python("-m", "mxgrad", *arguments, check=check, **options)


SCRIPT = """\
# -*- coding: latin-1 -*-
import sys
import mxnet as mx
from mxnet import np
print(__name__, sys.argv, mx.current_backend().name, (np.ones(2) * 2).tolist())
"""


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "script.py"
    path.write_text(SCRIPT)
    return path


# --- run ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", backend_parameters())
def test_run_a_script(script, backend):
    out = cli("run", "--backend", backend, str(script), "--flag", "value").stdout
    assert out == f"__main__ {[str(script), '--flag', 'value']} {backend} [2.0, 2.0]\n"


def test_the_backend_may_follow_the_script(script):
    assert cli("run", str(script), "--backend", "numpy", "x").stdout.startswith(f"__main__ {[str(script), 'x']}")
    assert cli("run", str(script), "--backend=numpy", "x").stdout.startswith(f"__main__ {[str(script), 'x']}")


@pytest.mark.parametrize(
    "arguments", [["--backend", "nccl"], ["--backend"], ["--backend=nccl"], ["a", "--backend", "numpy"]]
)
def test_other_arguments_belong_to_the_script(script, arguments):
    assert str([str(script), *arguments]) in cli("run", str(script), *arguments).stdout


def test_a_backend_before_the_script_leaves_the_rest_alone(script):
    out = cli("run", "--backend", "numpy", str(script), "--backend", "torch").stdout
    assert str([str(script), "--backend", "torch"]) in out
    assert " numpy " in out


def test_the_environment_variable_chooses(script):
    done = cli("run", str(script), env={"MXGRAD_BACKEND": "nonsense"}, check=False)
    assert done.returncode != 0
    assert "no backend named 'nonsense'" in done.stderr


def test_run_code_and_modules(tmp_path):
    out = cli("run", "-c", "import mxnet, sys; print(mxnet.__name__, sys.argv, __name__)", "-x", "y").stdout
    assert out == "mxgrad ['-c', '-x', 'y'] __main__\n"
    (tmp_path / "program.py").write_text("import sys, mxnet\nprint(sys.argv, __name__, __spec__.name, mxnet.__name__)")
    out = cli("run", "--backend", "numpy", "-m", "program", "-m", "y", cwd=tmp_path).stdout
    assert out == f"{[str(tmp_path / 'program.py'), '-m', 'y']} __main__ program mxgrad\n"


def test_run_a_directory_and_a_zip_file(tmp_path):
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "__main__.py").write_text("import helper, mxnet; print(helper.value, mxnet.__name__)")
    (tmp_path / "program" / "helper.py").write_text("value = 3")
    assert cli("run", str(tmp_path / "program")).stdout == "3 mxgrad\n"
    with zipfile.ZipFile(tmp_path / "program.zip", "w") as archive:
        for name in ("__main__.py", "helper.py"):
            archive.write(tmp_path / "program" / name, name)
    assert cli("run", str(tmp_path / "program.zip")).stdout == "3 mxgrad\n"


def test_a_script_finds_its_neighbours_not_those_of_the_working_directory(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "neighbour.py").write_text("where = 'there'")
    (tmp_path / "neighbour.py").write_text("where = 'here'")
    script = tmp_path / "there" / "script.py"
    script.write_text("import neighbour; print(neighbour.where)")
    assert cli("run", "there/script.py", cwd=tmp_path).stdout == "there\n"


def test_main_is_the_script(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import pickle, sys, __main__\n"
        "class A: pass\n"
        "assert type(pickle.loads(pickle.dumps(A()))) is A and __main__.A is A\n"
        "assert __file__ == sys.argv[0] and __spec__ is None\n"
        "def f(x: undefined): pass\n"  # a NameError, unless the annotations of the runner were inherited
    )
    done = cli("run", str(script), check=False)
    assert done.stderr.splitlines()[-1].startswith("NameError") or sys.version_info >= (3, 14)


def test_tracebacks_begin_in_the_program(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("def f():\n    raise ValueError('mine')\nf()\n")
    done = cli("run", str(script), check=False)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1] == f'  File "{script}", line 3, in <module>'
    assert lines[-1] == "ValueError: mine"
    assert "mxgrad" not in done.stderr.replace(str(tmp_path), "")
    (tmp_path / "module.py").write_text("raise ValueError('mine')")
    done = cli("run", "-m", "module", check=False, cwd=tmp_path)
    assert done.stderr.splitlines()[1].endswith('module.py", line 1, in <module>')
    script.write_text("x = (\n")
    done = cli("run", str(script), check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == f'  File "{script}", line 1'


def test_exit_statuses(tmp_path):
    assert cli("run", "-c", "import sys; sys.exit(5)", check=False).returncode == 5
    assert cli("run", "-c", "raise KeyboardInterrupt", check=False).returncode == 130
    done = cli("run", "-c", "open('/nonexistent/file')", check=False)
    assert done.returncode == 1
    assert "FileNotFoundError" in done.stderr
    done = cli("run", str(tmp_path / "none.py"), check=False)
    assert done.returncode == 2
    assert done.stderr.endswith(f"error: cannot open '{tmp_path / 'none.py'}': No such file or directory\n")


def test_wrong_command_lines():
    for arguments, text in (
        (["run"], "nothing to run: give a script, -m MODULE or -c CODE"),
        (["run", "--backend", "nonsense", "x.py"], "no backend named 'nonsense'; there are "),
        (["run", "--back", "numpy", "x.py"], "unrecognized arguments: --back"),
        (["nonsense"], "invalid choice: 'nonsense'"),
    ):
        done = cli(*arguments, check=False)
        assert done.returncode == 2, arguments
        assert text in done.stderr
        assert "Traceback" not in done.stderr


# --- the other commands -------------------------------------------------------------------------------------


def test_help_and_version():
    assert cli("--version").stdout == f"mxgrad {mxgrad.__version__}\n"
    text = cli("--help").stdout
    assert all(command in text for command in ("run", "info", "conformance"))
    assert "--backend NAME" in cli("run", "--help").stdout
    assert cli("info", "--help").stdout.startswith("usage: python -m mxgrad info")
    done = cli(check=False)
    assert done.returncode == 2
    assert "commands" in done.stdout


def test_info():
    out = cli("info", env={"MXGRAD_BACKEND": ""}).stdout
    lines = {line.split()[0]: line for line in out.splitlines() if line.startswith("  ")}
    assert out.startswith(f"mxgrad {mxgrad.__version__}\nPython 3.")
    assert {"numpy", "array_api", "torch", "jax"} <= set(lines)
    assert "ready" in lines["numpy"]
    assert "cpu(0)" in lines["numpy"]
    assert out.endswith("new arrays are made on: numpy\n")


def test_info_without_torch_and_jax(tmp_path):
    for name in ("torch", "jax"):
        (tmp_path / f"{name}.py").write_text(f"raise ModuleNotFoundError('No module named {name}', name='{name}')")
    out = cli("info", env={"MXGRAD_BACKEND": "nonsense"}, first=tmp_path).stdout
    lines = {line.split()[0]: line for line in out.splitlines() if line.startswith("  ")}
    for name in ("torch", "jax"):
        assert "missing" in lines[name]
        assert f'pip install "mxgrad[{name}]"' in lines[name]
    assert "none (no backend named 'nonsense'" in out


def test_info_shows_broken_installations(tmp_path):
    (tmp_path / "torch.py").write_text("raise OSError('libsomething.so: cannot open')")
    out = cli("info", first=tmp_path).stdout
    assert "broken" in out
    assert "OSError: libsomething.so: cannot open" in out


def test_conformance_says_what_to_install(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\n"
        "find = u.find_spec\n"
        "u.find_spec = lambda name, package=None: None if name == 'hypothesis' else find(name, package)\n"
    )
    done = cli("conformance", check=False, first=tmp_path)
    assert done.returncode == 2
    assert 'needs hypothesis: pip install "mxgrad[conformance]"' in done.stderr


def test_conformance_hands_its_arguments_over(tmp_path):
    suite = tmp_path / "mxgrad_conformance"
    suite.mkdir()
    (suite / "__init__.py").write_text("")
    (suite / "__main__.py").write_text("def main(arguments):\n    print(arguments)\n    return 7\n")
    done = cli("conformance", "--backend", "all", "--help", check=False, first=tmp_path)
    assert (done.returncode, done.stdout) == (7, "['--backend', 'all', '--help']\n")
