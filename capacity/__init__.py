"""Who gets which place? The overflow rule, its proof, and what it costs."""
