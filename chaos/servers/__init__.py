"""The servers of a chaos run, which may be killed, frozen and started again."""
