"""Find every hand of a photo: squares to look at -> palm detection -> landmarks -> one `Hand` per hand.

Only this package knows the nets' runtimes (LiteRT, MediaPipe).
"""
