"""Audio that the carrier plays: recordings, hold music, and how a text is split between voice and recordings."""
