"""A community on sheets: its tables as XLSX and CSV, what their rows and a neighbourhood's file say, and back."""
