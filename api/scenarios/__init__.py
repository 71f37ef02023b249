"""Scenarios over REST: the stories of a process, each step a request through the whole product."""
