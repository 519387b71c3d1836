"""Questionnaires as workbooks that people write in, both ways, and those of XLSForm as far as they mean something here."""
