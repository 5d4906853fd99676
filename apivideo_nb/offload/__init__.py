"""Notebooks made small again: their videos hosted, their look unchanged."""
