"""What a certificate says, how risky a measure's figures are, and what audit draws: pure, told in docs/rules.md."""
