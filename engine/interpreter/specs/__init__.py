"""What happens at a node, by kind of element: subclasses of the library's specifications."""
