"""Accounts without e-mail: activation slips, sign-in, second factor, sessions that end with the role."""
