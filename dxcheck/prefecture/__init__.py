"""All municipalities side by side, from plain data: overview, courses, cohorts, partners."""
