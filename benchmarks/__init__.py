"""Speed, measured side by side in one run: every line is a ratio to something known."""
