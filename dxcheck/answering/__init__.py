"""Answering a questionnaire at a staff's desk, whatever shows it: the way through a draft, what is kept of it, and what is looked at before it is submitted."""
