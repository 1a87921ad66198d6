"""From the bytes of a workbook to an instrument, or to results, with problems by sheet, row and column."""
