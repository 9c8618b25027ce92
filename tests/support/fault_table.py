"""`python -m tests.support.fault_table FILE`: what the tests of faults have written, as a table."""

import json
import sys
from pathlib import Path

COLUMNS = ("fault", "database", "due", "tries", "lost", "repeated", "seen_twice", "seconds")


def table(lines: list[dict[str, object]]) -> str:
    rows = [COLUMNS, *(tuple(shown(line.get(name, "")) for name in COLUMNS) for line in lines)]
    widths = [max(len(row[number]) for row in rows) for number in range(len(COLUMNS))]
    padded = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    padded.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(row)} |" for row in padded)


def shown(cell: object) -> str:
    return f"{cell:.1f}" if isinstance(cell, float) else str(cell)


if __name__ == "__main__":
    found = Path(sys.argv[1]).read_text().splitlines()
    print(table([json.loads(line) for line in found]))
