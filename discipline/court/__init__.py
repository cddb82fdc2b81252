"""What the courts tell of public bodies: entries of their lists, which open cases, and early notices of suits, judgments and listings."""
