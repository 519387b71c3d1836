"""What happens between a specialist and a municipality: reviews, visits, agreed actions. Pure."""
