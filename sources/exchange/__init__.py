"""Packs going out and coming in, by the browser: export, upload, preview, bringing in."""
