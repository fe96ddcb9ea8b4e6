"""The tables on disk: append-only history, current claims, lock, reads as of a moment.

```
datasets/tables/claims/<name>.parquet      current claims, one file a data set, replaced by one rename
datasets/tables/history/<name>/            manifest.json and one part a commit: every version of every claim
datasets/tables/rejects|findings|segments/<name>.parquet, sources.parquet, places.parquet, runs/<month>.parquet
datasets/tables/.tmp/                      files on their way; .lock and .holder.json: who writes
```

History is the truth and the manifest names what belongs to it. A commit writes all its files aside first, then
renames them in this order: history part, manifest (from here on it is committed), rejects, findings, claims. A writer that dies
in between leaves a store whose every file is whole; the next one that takes the lock finishes what it began.
"""

from __future__ import annotations

from casualties.store.changes import Scope
from casualties.store.commits import Commit
from casualties.store.manifest import Problem
from casualties.store.store import Store

__all__ = ["Commit", "Problem", "Scope", "Store"]
