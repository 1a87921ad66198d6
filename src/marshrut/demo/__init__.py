"""An invented region that looks right and adds up: places, people, three years of history; the same for a seed."""
