"""From landmarks to fingers and gestures."""
