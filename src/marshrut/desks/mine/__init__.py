"""The first form of the desks whose work comes with later parts: what the order asks of this role, in its own words."""
