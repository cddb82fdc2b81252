"""Official documents 文书: a text in force with its placeholders filled, a number of its series, a PDF, and who was served."""
