"""What is heard: notes played in a process of their own, told from the event loop what to play."""
