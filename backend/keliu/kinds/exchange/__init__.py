"""Sheets in and out: reading files, guessing columns, turning cells into values and back."""
