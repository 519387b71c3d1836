"""From a municipality's answers to what they mean: scores, changes, readiness, results, next steps."""
