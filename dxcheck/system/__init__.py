"""What operating systems and terminals demand of any program; knows nothing of this one's purpose."""
