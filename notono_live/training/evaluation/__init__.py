"""`notono-live evaluate`: what a model's notes are worth, in figures, pictures and sounds."""
