"""What a person may take with them: everything that is kept about them, as files."""
