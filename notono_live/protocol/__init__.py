"""What can be said: sans-IO."""
