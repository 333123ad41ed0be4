"""An earlier commit of this project, with the same libraries, to be measured beside the present one."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "build" / "bench"


def interpreter(revision: str) -> Path:
    """The interpreter of an environment that holds this project as of a commit; made once, and kept in build/bench.

    Its libraries are those of the environment that asks, so that a difference is the project's own.

    Raises:
        subprocess.CalledProcessError: there is no such commit, or it can't be installed.
    """
    commit = _git("rev-parse", "--short=12", f"{revision}^{{commit}}").decode().strip()
    folder = KEPT / commit
    python = folder / "env" / "bin" / "python"
    if (folder / "done").is_file():
        return python
    with tarfile.open(fileobj=BytesIO(_git("archive", "--format=tar", commit))) as files:
        files.extractall(folder / "source", filter="data")
    venv.create(folder / "env", with_pip=False)
    shared = [path for path in sys.path if path.endswith("site-packages")]
    own = sysconfig.get_path("purelib", "venv", {"base": str(folder / "env")})
    install = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--target", own]
    # A version that is reckoned from tags has none here, as there is no history.
    unnamed = {**os.environ, "SETUPTOOLS_SCM_PRETEND_VERSION": "0"}
    subprocess.run([sys.executable, *install, str(folder / "source")], check=True, env=unnamed)
    (Path(own) / "shared.pth").write_text("\n".join(shared), encoding="utf-8")
    (folder / "done").touch()
    return python


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout
