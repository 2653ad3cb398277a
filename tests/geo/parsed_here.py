"""The child process's parsers, run in this process: quick, and the same answers (test_sandbox)."""

import json
from pathlib import Path
from typing import Any

from geo.sandbox import DEFAULT_LIMITS, Limits, Parsed, refuse_faults
from geo.sandbox_child import parse


def parse_here(
    task: str, path: Path, options: dict[str, Any], *, name: str, limits: Limits = DEFAULT_LIMITS
) -> Parsed:
    """Stand in for geo.sandbox.parse_in_child."""
    table, facts = parse(task, path, options)
    facts = json.loads(json.dumps(facts))
    refuse_faults(facts, name)
    return Parsed(table, facts)
