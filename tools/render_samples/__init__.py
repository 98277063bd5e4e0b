"""Renders the pictures in ``sample_images/`` and their ground truth from free 3D assets.

Run ``python -m tools.render_samples --out sample_images`` from the root of the repository; ``README.md`` in this
folder says what to install first.
"""
