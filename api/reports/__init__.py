"""The week's report as people read it: its words in two languages, its sheet, and the press that draws it."""
