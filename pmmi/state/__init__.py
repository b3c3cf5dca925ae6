"""What an administrator and monitoring are told of this installation."""
