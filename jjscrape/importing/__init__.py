"""Bringing captures in from elsewhere: files of other archives, and web archives that are asked over the network."""
