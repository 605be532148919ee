"""Students brought in from a spreadsheet: its rows read, what each would do, and doing it."""
