"""The municipality's desk."""
