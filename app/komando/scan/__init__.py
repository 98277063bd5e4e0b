"""Many photos one after another: which files of a folder are photos, and what each of them shows."""
