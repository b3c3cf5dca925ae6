"""Pure rules of comparison, told in docs/rules.md under Benchmarks. Nothing here knows Django."""
