"""Figures that leave the program: files, tables, and the weekly e-mail."""
