"""Guides for users inside the product, and a tour at the first sign-in."""
