"""Everything that touches the disk: TinyDB over our own durable storage, one file a municipality."""
