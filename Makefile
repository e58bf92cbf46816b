# A thin door to run.py, where the work is done: `make VERB`, or `make VERB ARGS="words after it"`.
PYTHON ?= python3

.PHONY: verbs demo test full check fix bench
verbs:
	@$(PYTHON) run.py
demo test full check fix bench:
	@$(PYTHON) run.py $@ $(ARGS)
