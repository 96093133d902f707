"""The hold music as scores, and the program that plays and cuts them. Calls play the finished files."""
