"""What a token may do, how a message to another system is signed, where it may go: pure."""
