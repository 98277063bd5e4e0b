"""Take the published nets out of pinned packages: `python -m tools.build_models`."""
