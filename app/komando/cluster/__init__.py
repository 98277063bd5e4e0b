"""The same check on many computers: Ray spreads the photos, worker processes look at them, one keeps the records."""
