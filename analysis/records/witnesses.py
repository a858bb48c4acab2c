"""The least programs that tell the two conventions apart, as `ctxlab explore --witnesses` shows them: plain text."""

from __future__ import annotations

from pathlib import Path

from analysis.records.envelope import RecordError, RecordKind


def load_witnesses(path: Path) -> str:
    """The text in `path`. Raises RecordError."""
    try:
        return Path(path).read_text(encoding="utf-8").strip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError(f"{path}: cannot be read ({getattr(error, 'strerror', error)}); make it again with: "
                          f"build/ctxlab explore --witnesses {path}") from None


KIND = RecordKind("witnesses", load_witnesses, "ctxlab explore --witnesses", "No least witnesses were shown")
