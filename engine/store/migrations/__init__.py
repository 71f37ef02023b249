"""The schema's history, one revision per change; `engine.store.migrating` runs it."""
