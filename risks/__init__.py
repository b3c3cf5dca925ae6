"""What may keep the council from its objectives: registers, the matrix, how each risk is scored and held down."""
