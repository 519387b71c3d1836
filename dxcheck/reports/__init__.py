"""Papers for one municipality, put together from what a desk may see: the brief before a visit and the handover pack."""
