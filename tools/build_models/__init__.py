"""Take the published nets out of the pinned MediaPipe wheel: `python -m tools.build_models`."""
