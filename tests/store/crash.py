"""Writers that die. Run as a program by test_crash.py: it forks before any thread exists, which pytest cannot promise.

`crash.py steps ROOT COMMIT EACH CUT`  a writer dies just before a step on the disk, each in a fresh copy of a store: every EACH-th step, from the first of the commit's own;
                              prints one JSON line a death: what readers saw, what recovery found, what the next commit left.
`crash.py kills ROOT N SEED`  N writers, one after the other, are killed at random moments while they commit generation after generation.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import frames
import pandas as pd
import pyarrow.dataset  # noqa: F401 (children shall not spend their life importing)

from casualties.store import Store
from casualties.tables import Table

Table.validate = lambda _table, frame: frame  # rows are not the matter here, and their rules would take most of a writer's life
CLAIMS = 40
WATCHED = ("open", "os.rename", "os.remove", "os.mkdir")


def generation(number):
    """Claims of a generation: every figure is its number, one claim is absent and is another each time."""
    return frames.claims([(n, number) for n in range(CLAIMS) if n != number % CLAIMS])


def write(store, number, cut=0):
    """Commit a generation, with rejects and findings that name it; where `cut` is given, in pieces of so many rows."""
    frames.commit(store, generation(number), number, refs=[f"row {number}"], messages=[f"generation {number}"], cut=cut)


def tell(what):
    """One line of JSON on stdout."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def in_child(work):
    """Run `work` in a child and return its process id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    except BaseException as exc:  # noqa: BLE001 (a child reports and dies, whatever it was)
        sys.stderr.write(f"child: {exc!r}\n")
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def dying(step, root, work):
    """`work`, ended just before its step-th touch of the disk below `root`."""
    left = step

    def watch(event, arguments):
        nonlocal left
        if event in WATCHED and str(arguments[0]).startswith(str(root)):
            left -= 1
            if left < 0:
                os._exit(9)

    def run():
        sys.addaudithook(watch)
        work()

    return run


def figures(claims):
    """The generations seen in a table of claims and its number of rows; doubled ids show as text."""
    doubled = claims["claim_id"].duplicated().any()
    return ["doubled"] if doubled else sorted({int(b) for b in claims["best"]}), len(claims)


def in_fork(work):
    """The JSON that `work` returns, made in a child so that this process never starts a thread."""
    out, into = os.pipe()
    pid = in_child(lambda: os.write(into, json.dumps(work()).encode()))
    os.close(into)
    with os.fdopen(out, "rb") as stream:
        told = stream.read()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return json.loads(told) if code == 0 else {"failed": code}


def look(root, last):
    """What readers see after a death, what recovery says, and what a following commit leaves."""
    store = Store(root)
    folder = store.tables / "claims"
    seen = figures(pd.read_parquet(folder)) if folder.is_dir() and any(folder.iterdir()) else ([], 0)
    by_store = figures(store.claims())
    healed = [problem._asdict() for problem in store.recover()]
    problems = [problem._asdict() for problem in store.verify()]
    current = figures(store.claims())
    write(store, last)
    return {
        "seen": seen,
        "by_store": by_store,
        "healed": healed,
        "problems": problems,
        "current": current,
        "after": figures(pd.read_parquet(folder)),
        "at_end": [problem._asdict() for problem in store.verify()],
        "rejects": list(store.rejects()["raw_ref"]),
        "versions": store.versions("demo:39")["best"].tolist(),
        "left": sorted(p.name for p in store.tables.rglob(".tmp-*")),
    }


def steps(root, commits, each, cut):
    """A writer of the last commit dies at each of its steps in turn, or at every EACH-th one: other ones for other commits."""
    base = root / "base"

    def prepare():
        for number in range(1, commits):
            write(Store(base), number)
        return True

    base.mkdir()
    in_fork(prepare)
    for step in range(commits % each, 500, each):
        code = one_step(root / f"step-{step}", base, step, commits, cut)
        if code == 0:
            return


def one_step(copy, base, step, commits, cut):
    shutil.copytree(base, copy)
    pid = in_child(dying(step, copy, lambda: write(Store(copy), commits, cut)))
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    tell({"step": step, "code": code, **in_fork(lambda: look(copy, commits))})
    shutil.rmtree(copy)
    return code


def kills(root, count, seed):
    """Writers killed at random moments; each says which generations it was told are stored."""
    told = os.open(root / "told.txt", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    chance = random.Random(seed)

    def work():
        store = Store(root)
        store.recover()
        history = store.history("demo") if store.datasets() else None
        number = 0 if history is None or history.empty else int(history["best"].max())
        while True:
            number += 1
            write(store, number)
            os.write(told, f"{number}\n".encode())

    for _ in range(count):
        pid = in_child(work)
        time.sleep(chance.uniform(0.02, 0.6))
        os.kill(pid, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        tell(code)


if __name__ == "__main__":
    mode, folder, *numbers = sys.argv[1:]
    {"steps": steps, "kills": kills}[mode](Path(folder), *map(int, numbers))
