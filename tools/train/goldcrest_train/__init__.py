"""Trainers and exporters of Goldcrest's networks. See README.md beside this package."""
