"""The call flow: the menu by form, its picture, and a walk through it by key, at any date and time."""
