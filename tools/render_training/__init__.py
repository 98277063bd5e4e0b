"""Renders many small close-ups of hands to train the gesture reader with.

It poses, dresses and draws with ``tools.render_samples``; what it adds is wide random variation.
"""
