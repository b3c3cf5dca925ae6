"""Who signs in during the drills."""

EMAIL, PASSWORD = "drill@example.gov.uk", "one long drill password"
