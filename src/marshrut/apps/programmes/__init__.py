"""Programmes: from the register to a certificate."""
