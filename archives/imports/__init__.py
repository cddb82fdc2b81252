"""From an official file to records: layouts, reading, row rules, checking against the archive, applying.

``reading`` turns any upload into rows of cells; ``rows`` makes the one streaming pass that decodes, masks and
checks each row and feeds COPY; ``checking`` compares the staged rows with the archive in SQL; ``applying`` turns
them into record versions when a second person approved the filing.
"""
