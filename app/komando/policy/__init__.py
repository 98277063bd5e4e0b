"""From gestures to readings, findings and verdicts, by a profile. Knows no pixels."""
