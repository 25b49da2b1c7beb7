# The product is built without cgo: one static binary. Only -race needs it.
export CGO_ENABLED = 0

# No stamp of the commit: git refuses to tell it where another user owns the
# checkout, and the build would fail. The simulation asks for it, to name the
# commit in its replay lines, and does without where it must.
export GOFLAGS = -buildvcs=false
SIMULATE = go build -buildvcs=true -o simulate.test ./cmd/simulate 2>/dev/null || go build -o simulate.test ./cmd/simulate

# Where the program is only compiled: nobody runs it there.
ELSEWHERE = darwin/arm64 freebsd/amd64 illumos/amd64

PACKAGES = gcc libc6-dev redis-server

.PHONY: run test soak mutants bench fuzz packages lint unit race simulation

run:
	go run ./cmd/server

test: packages lint unit race simulation

# The conformance suite needs a redis-server, the race detector a C compiler.
# Debian starts a server that it installs, unless policy-rc.d says no.
packages:
	@if command -v gcc >/dev/null && command -v redis-server >/dev/null && [ -e /usr/include/stdio.h ]; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
		echo "make test needs these packages: $(PACKAGES)"; exit 1; fi; \
	policy=/usr/sbin/policy-rc.d; \
	if [ ! -e $$policy ]; then printf '#!/bin/sh\nexit 101\n' > $$policy && chmod +x $$policy && trap "rm -f $$policy" EXIT; fi; \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PACKAGES) >/dev/null

lint:
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "gofmt would change: $$unformatted"; exit 1; fi
	go vet ./...
	GOARCH=arm64 go vet ./sys/... ./mem ./server ./cmd/server
	@for system in $(ELSEWHERE); do \
		export GOOS=$${system%/*} GOARCH=$${system#*/}; \
		go vet ./sys/... ./mem ./loop ./iothreads ./server ./cmd/server && go build -o /dev/null ./cmd/server || exit 1; done
	go tool staticcheck ./...

# Architecture rules, unit and property tests, simulation scenarios, and the
# corpora of the fuzz targets; then conformance with redis-server, which must
# also cover the commands. What cannot run here is counted and named.
unit:
	@log=$$(mktemp); status=0; \
	go test -v $$(go list ./... | grep -v '/conformance$$') >$$log 2>&1 || status=1; \
	go test -v -coverpkg=./commands,./server -coverprofile=cover.test ./conformance >>$$log 2>&1 || status=1; \
	if [ $$status != 0 ]; then grep -Ev '^(=== |[[:space:]]*--- PASS)' $$log; else grep -E '^ok|--- SKIP|commands generated' $$log; fi; \
	echo "$$(grep -c -- '--- SKIP' $$log) checks could not run on this machine"; \
	rm -f $$log cover.test; exit $$status

# Where threads are real.
race:
	CGO_ENABLED=1 go test -race ./sys ./sys/real ./mem ./iothreads
	CGO_ENABLED=1 go test -race ./server -run 'LazyFree|RealSockets'
	CGO_ENABLED=1 go test -race ./cmd/simulate -run Everywhere

# Fixed seeds, and a few hundred that nobody has run before.
simulation:
	$(SIMULATE)
	./simulate.test -seed 1 -runs 1000 -ops 1000 -all-marks
	./simulate.test -seed $$(date +%s) -runs 300 -ops 300
	rm -f simulate.test

soak:
	$(SIMULATE)
	./simulate.test -seed 1 -runs 100000 -ops 1000 -all-marks
	rm -f simulate.test
	go test -v ./conformance -run 'TestGenerated$$' -commands 1000000 -timeout 4h
	go test ./conformance -run TestGeneratedBytes -rapid.checks=20000 -timeout 4h
	go test -v ./conformance -run TestVariants -everywhere -timeout 2h
	go test ./conformance -run ConnectionsLeave -connects 100000 -timeout 1h
	go test -v ./conformance/kernels -run TestCampaign -scripts 1000000 -timeout 4h
	go test ./conformance/kernels -rapid.checks=20000 -timeout 2h

# Plants bugs in copies of the tree, one at a time, and lets the simulation look
# for them; what it found and how fast stands in the document afterwards.
mutants:
	go run ./cmd/mutants -document docs/SIMULATION.md

bench:
	go run ./bench -against redis-server

fuzz:
	go test ./fuzz -run '^$$' -fuzz FuzzParser -fuzztime 5m -fuzzminimizetime 10x
	go test ./fuzz -run '^$$' -fuzz FuzzServer -fuzztime 5m -fuzzminimizetime 10x
	go test ./store/listpack -run '^$$' -fuzz FuzzValid -fuzztime 5m -fuzzminimizetime 10x
	go test ./store/intset -run '^$$' -fuzz FuzzValid -fuzztime 5m -fuzzminimizetime 10x
