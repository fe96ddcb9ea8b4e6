"""Raw files as evidence: bytes as they came, their SHA-256, and the sidecar that says from where and when.

```
datasets/<name>/raw/<file>                    put there by hand, never edited; may have a sidecar <file>.meta.json
datasets/<name>/raw/<sha256>.<suffix>         fetched, named by its content, always with a sidecar
datasets/<name>/raw/.part-*                   a download that is not finished; never read, resumed by the next fetch
datasets/<name>/fetched.json                  which of the fetched files each URL gave last: that one is read
```

`evidence` finds and keeps files, `members` reads into zip and gz without unpacking them, `fetch` brings files from their URLs and is the only
place that opens a socket. Its libraries (extra `http`) are imported when something is fetched.
"""

from __future__ import annotations

from casualties.raw.evidence import KEPT_IN, RawFile, find, given, keep, locate
from casualties.raw.sidecar import SIDECAR, SIDECAR_KEYS

__all__ = ["KEPT_IN", "SIDECAR", "SIDECAR_KEYS", "RawFile", "find", "given", "keep", "locate"]
