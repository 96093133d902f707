"""What `helpdesk doctor` looks at, a subject a module; each finding says what to do."""
