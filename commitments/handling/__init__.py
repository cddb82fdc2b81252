"""Handling times 办件: what was taken in and finished when, and whether a promised time is kept. No personal data."""
