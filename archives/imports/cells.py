"""The program that parses one workbook, with bounded memory and time: workbook on standard input, JSON lines out.

The first line is ``{}``, ``{"width": n}`` for a sheet too wide, or ``{"error": why}``; then a line for each row, and ``{}``.
It is started by :mod:`archives.imports.workbook` and imports nothing of ours, so that it starts in a moment.
"""

import json
import resource
import sys
from datetime import date, datetime


def plain(cell):
    """Texts, numbers and truths as they are; a date as its ISO day."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, (str, int, float, bool)) else str(cell)


def main() -> None:
    memory, seconds, widest = map(int, sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineError, CalamineWorkbook

    out = sys.stdout
    try:
        sheet = CalamineWorkbook.from_filelike(sys.stdin.buffer).get_sheet_by_index(0)
        width = sheet.end[1] + 1 if sheet.end else 0
    except MemoryError:
        out.write('{"error": "memory"}\n')
        return
    except (CalamineError, OSError, IndexError, ValueError) as error:
        out.write(json.dumps({"error": str(error)[:200]}) + "\n")
        return
    except BaseException as error:  # the parser panicked; whatever it says is no concern of the clerk
        if type(error).__name__ != "PanicException":
            raise
        out.write('{"error": "damaged"}\n')
        return
    if width > widest:
        out.write(json.dumps({"width": width}) + "\n")
        return
    out.write("{}\n")
    for row in sheet.iter_rows():
        out.write(json.dumps([plain(cell) for cell in row]) + "\n")
    out.write("{}\n")


if __name__ == "__main__":
    main()
