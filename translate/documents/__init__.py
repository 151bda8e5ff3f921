"""Source formats: text in, blocks with spans out, translations spliced back."""
