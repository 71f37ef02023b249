"""The server-rendered pages: the same view models as REST answers, and no script needed."""
