"""The processes of the line, and the command that starts them all."""
