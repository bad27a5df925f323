# Everything a person needs: `make run` opens the app, `make demo` writes points and a picture, `make test` checks all.
# Each makes its own environment in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run demo test page types bench proof check build-data clean

$(BIN)/tongren: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e ".[web]"
	@touch $@

$(VENV)/.tested: pyproject.toml $(BIN)/tongren
	$(BIN)/pip install --quiet --disable-pip-version-check -e ".[test]"
	@touch $@

run: $(BIN)/tongren
	$(BIN)/tongren serve

demo: $(BIN)/tongren
	@mkdir -p out
	$(BIN)/tongren locate --out out/points.csv
	$(BIN)/tongren draw --out out/points.png
	@echo "points: out/points.csv   picture: out/points.png"

test: $(VENV)/.tested
	$(BIN)/ruff check tongren builders tests benchmarks proof
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/tongren check
	$(BIN)/python -m pytest

# The built page is committed; only who changes web/ needs Node.
page:
	cd web && npm ci && npm run build

# The page's types come from what the server says of its answers.
types: $(BIN)/tongren
	$(BIN)/python builders/write_openapi.py
	cd web && npm ci && npm run types

bench: $(VENV)/.tested
	$(BIN)/python -m benchmarks.run

# The long proofs, hours; some of them: make proof PROOFS="bodies recipes". Results stand in benchmarks/results.
proof: $(VENV)/.tested
	$(BIN)/python -m proof.run $(PROOFS)

check: $(BIN)/tongren
	$(BIN)/tongren check --unverified

# Derived files: the template needs the `build` extra (Anny, a CPU PyTorch first); the rest needs nothing more.
build-data: $(BIN)/tongren
	$(BIN)/python builders/calibrate_body.py
	$(BIN)/python builders/compile_program.py

clean:
	rm -rf $(VENV) out build *.egg-info
