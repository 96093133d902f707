"""The `helpdesk` command, a module for each of its verbs."""
