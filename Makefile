# Thin cover over ./run for those who type `make`; ./run does the work and needs no make.
COMMANDS := test test-postgres lint benchmark export lock help

.PHONY: serve $(COMMANDS)
serve:
	@./run
$(COMMANDS):
	@./run $@
