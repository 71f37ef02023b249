"""The auditor's pages, each over the view models that REST answers."""
