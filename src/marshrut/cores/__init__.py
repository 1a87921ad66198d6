"""Pure decisions: no Django, no clock, no files beyond what is handed in, no globals."""
