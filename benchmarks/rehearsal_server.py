"""Serve a prepared rehearsal until killed: `python -m benchmarks.rehearsal_server FOLDER PORT`.

Prints the process's CPU seconds when it is asked to stop (SIGTERM).
"""

import os
import sys
from pathlib import Path

from service.cli_serve import serve_whole
from service.rehearsal import context_of, opened

SAMPLE = Path(__file__).parents[1] / "samples" / "mentougou"


def main(folder: Path, port: int) -> None:
    """Open the folder and serve it."""
    serve_whole(context_of(opened(folder, SAMPLE), port), host="127.0.0.1", port=port)
    used = os.times()
    sys.stdout.write(f"{used.user + used.system:.2f}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
