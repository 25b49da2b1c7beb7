//go:build linux

package main

import "slices"

// The limits are the project's own: the most that a request may cost Seedis, as a
// share of what it costs redis-server.

// judgedKeys is how many keys long pipelines are judged with: so many that most of
// them are in no cache of the processor.
const judgedKeys = 5_000_000

// costLimit is the limit of a command in a case, or 0 where there is none. Without an
// engine a server is not judged. At pipeline 1 it is the engine that counts, whatever
// the number of keys.
func costLimit(name, engine string, test testCase, clients int) float64 {
	if engine == "" || !slices.Contains(engineCommands(), name) {
		return 0
	}
	switch {
	case test.pipeline == 1:
		return engineLimit(engine, engineCase{clients: clients})
	case test.pipeline == 16 && test.keys == judgedKeys:
		return 0.50
	case test.pipeline == 100 && test.keys == judgedKeys:
		return 0.30
	}
	return 0
}

// engineLimit is the limit of an engine at pipeline 1, with so many clients and none
// idle, or 0 where there is none.
func engineLimit(engine string, c engineCase) float64 {
	switch {
	case c.idle > 0:
		return 0
	case engine == epollEngine:
		return 0.92
	case engine == ioUringEngine && c.clients == manyClients:
		return 0.75
	case engine == ioUringEngine:
		return 0.82
	}
	return 0
}

// judgedEngines are the engines of all servers but the last, by which their costs are
// judged: empty for one that is not judged.
func judgedEngines(servers []*server) ([]string, error) {
	var abouts []string
	for _, s := range servers {
		about, err := ask(s.address, "INFO", "server")
		if err != nil {
			return nil, err
		}
		abouts = append(abouts, about)
	}
	last := len(servers) - 1
	engines := make([]string, last)
	for i, about := range abouts[:last] {
		engines[i] = judgedEngine(about, abouts[last])
	}
	return engines, nil
}

// judgedEngine takes what two servers tell of themselves. Seedis is judged, but not
// beside an earlier Seedis.
func judgedEngine(about, rival string) string {
	const own = "seedis_version"
	if infoField(about, own) == "" || infoField(rival, own) != "" {
		return ""
	}
	return infoField(about, "multiplexing_api")
}
