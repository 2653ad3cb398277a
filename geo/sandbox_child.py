"""What do these untrusted bytes hold? The process that may die over them (see geo.sandbox)."""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

# All vector drivers of GDAL 3.12 but the ones we read. A file is recognised by its content, so
# without this a "zones.gpkg" may be a VRT that includes other files or fetches from the network.
_SKIP = "GDAL_SKIP"
_RESTARTED = "JIUJIN_RESTARTED"


def main(request_file: str) -> int:
    """Read a request, limit this process, parse the file, write the answer beside the request."""
    request = json.loads(Path(request_file).read_text(encoding="utf-8"))
    _limit(request["limits"])
    driver = request["options"].get("driver")
    if driver is not None:
        _leave_only(driver, request_file)
    table, facts = parse(request["task"], Path(request["path"]), request["options"])
    out = Path(request_file).parent
    if table is not None:
        _write(table, out / "table.arrow")
    (out / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    return 0


def _limit(limits: dict[str, int]) -> None:
    for what, value in (
        (resource.RLIMIT_CPU, limits["cpu_s"]),
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_FSIZE, limits["output_bytes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (ceiling, ceiling))


def _leave_only(driver: str, request_file: str) -> None:
    """Leave GDAL one driver, by starting again if this GDAL has drivers not listed here."""
    from geo.gdal_drivers import KNOWN_DRIVERS

    if _SKIP not in os.environ:
        os.environ[_SKIP] = ",".join(sorted(KNOWN_DRIVERS - {driver}))
    import pyogrio

    others = sorted(set(pyogrio.list_drivers()) - {driver})
    if not others:
        return
    if _RESTARTED in os.environ:
        message = f"GDAL cannot be kept to its driver {driver}: {', '.join(others)} stay"
        raise RuntimeError(message)
    os.environ |= {_SKIP: ",".join([os.environ[_SKIP], *others]), _RESTARTED: "1"}
    os.execv(sys.executable, [sys.executable, "-P", "-m", "geo.sandbox_child", request_file])  # noqa: S606 - ourselves again


def parse(task: str, path: Path, options: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Parse one file by the reader of its task: an Arrow table or None, and facts for JSON."""
    if task == "parquet":
        from geo.sandbox_tables import read_parquet

        return read_parquet(path)
    if task == "xlsx":
        from geo.sandbox_workbook import read_xlsx

        return read_xlsx(path)
    import geo.sandbox_layers as layers

    if task == "layer_names":
        return None, layers.list_layers(path)
    if task == "geoparquet":
        return layers.read_geoparquet(path)
    return layers.read_by_gdal(path, options)


def _write(table: Any, path: Path) -> None:
    import pyarrow as pa

    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
