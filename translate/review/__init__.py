"""The review page: a result served to one's own browser, corrected there and saved at once."""
