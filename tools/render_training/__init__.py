"""Renders many small pictures of hands and people to train the gesture reader with.

It poses, dresses and draws with ``tools.render_samples``; what it adds is wide random variation.
"""
