"""A person looks at records beside their archived pages; what they say becomes a truth file."""
