"""Whether what a page showed is still what is saved: another device may have written since (D2)."""

import hashlib
import json
from typing import Any


def mark(content: Any) -> str:
    """A short mark of what is saved, which a form sends back."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
