"""What makes sound: torch, inference only; entered by the worker process and by training."""
