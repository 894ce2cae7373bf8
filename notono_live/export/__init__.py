"""What leaves: files for samplers, written atomically."""
