"""Settings: `dev` (embedded default), `test` and `production`, all built on `base`."""
