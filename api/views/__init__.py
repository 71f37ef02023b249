"""View models: what REST answers as JSON and what pages render, named field by field."""
