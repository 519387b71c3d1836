"""Papers as plain blocks, and how they become a PDF or Markdown. They know texts and pictures, neither files nor scores."""
