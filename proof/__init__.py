"""The long proofs: run by `make proof`, their results committed in benchmarks/results; `make test` runs a short part of each."""
