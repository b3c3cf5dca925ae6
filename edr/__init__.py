"""Employee development reviews: what each person sets out to do for the plan, private to them and their line."""
