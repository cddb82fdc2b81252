"""The demo city: invented units, people and decisions, filed through the doors that real ones use."""
