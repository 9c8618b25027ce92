"""Lighthouse's figures of a page: the mobile preset, slow 4G and a processor four times as slow as
it simulates them, in Debian's Chromium.
"""

import json
import os
import statistics
import subprocess
from collections.abc import Mapping
from typing import Any

from peerapp.config import ROOT

TIMES = 5
CATEGORIES = ("performance", "accessibility", "best-practices")
# Of each measure: what Lighthouse calls it, and what it is divided by.
MEASURES = {
    "FCP s": ("first-contentful-paint", 1000),
    "LCP s": ("largest-contentful-paint", 1000),
    "TBT ms": ("total-blocking-time", 1),
    "CLS": ("cumulative-layout-shift", 1),
    "SI s": ("speed-index", 1000),
    "KB": ("total-byte-weight", 1024),
}
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def look_at(url: str, cookies: Mapping[str, str], chromium: str) -> dict[str, float]:
    """Medians of each category's score, of 100, and of each measure; what Lighthouse finds fault
    with is printed.
    """
    reports = [report(url, cookies, chromium) for _ in range(TIMES)]
    print_faults(url, reports[-1])
    return {
        name: statistics.median(one[name] for one in map(figures, reports))
        for name in figures(reports[0])
    }


def report(url: str, cookies: Mapping[str, str], chromium: str) -> dict[str, Any]:
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = json.dumps({"Cookie": cookie} if cookie else {})
    done = subprocess.run(
        [str(ROOT / "static/npm"), "exec", "--prefix", str(ROOT / "tests/audit"), "--",
         "lighthouse", url, "--quiet", "--output=json", f"--extra-headers={headers}",
         f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}"],
        env={**os.environ, "CHROME_PATH": chromium},
        capture_output=True,
        text=True,
        timeout=300,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    if found.get("runtimeError"):
        raise SystemExit(found["runtimeError"]["message"])
    return found


def figures(found: Mapping[str, Any]) -> dict[str, float]:
    scores = {name: found["categories"][name]["score"] * 100 for name in CATEGORIES}
    audits = found["audits"]
    measured = {
        name: audits[audit]["numericValue"] / unit for name, (audit, unit) in MEASURES.items()
    }
    return {**scores, **measured}


def print_faults(url: str, found: Mapping[str, Any]) -> None:
    for name in CATEGORIES[1:]:
        for part in found["categories"][name]["auditRefs"]:
            audit = found["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                print(f"  {url}: {audit['title']} ({part['id']})")
