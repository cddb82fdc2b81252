"""Campaigns 专项治理 against breaches of faith: bodies on court lists or with many tickets, talks 约谈 with them, and the re-check."""
