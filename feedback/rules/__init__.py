"""What records come to, which counts are told to whom, and the shares of a survey. Pure: no Django."""
