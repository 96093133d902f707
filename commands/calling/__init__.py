"""`helpdesk call`: a phone in the terminal."""
