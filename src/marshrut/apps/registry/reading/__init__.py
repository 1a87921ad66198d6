"""From the bytes of a workbook or a text file to typed lines with problems. Asks no database."""
