"""The specialist's app: municipalities, review, visits."""
