//go:build linux

package main

import (
	"io"
	"testing"
)

func TestCostsHaveTheLimitsOfTheProject(t *testing.T) {
	for _, c := range []struct {
		name, engine            string
		pipeline, keys, clients int
		limit                   float64
	}{
		{"GET", epollEngine, 1, 100_000, 50, 0.92},
		{"SET", epollEngine, 1, 5_000_000, 500, 0.92},
		{"SET", ioUringEngine, 1, 100_000, 50, 0.82},
		{"GET", ioUringEngine, 1, 5_000_000, 500, 0.75},
		{"GET", pollEngine, 1, 100_000, 50, 0},
		{"GET", epollEngine, 16, 5_000_000, 50, 0.50},
		{"SET", ioUringEngine, 16, 5_000_000, 50, 0.50},
		{"GET", epollEngine, 16, 100_000, 50, 0},
		{"SET", epollEngine, 100, 5_000_000, 50, 0.30},
		{"GET", ioUringEngine, 100, 5_000_000, 50, 0.30},
		{"GET", epollEngine, 100, 4_000_000, 50, 0},
		{"GET", epollEngine, 50, 5_000_000, 50, 0},
		{"APPEND", epollEngine, 16, 5_000_000, 50, 0},
		{"GET", "", 16, 5_000_000, 50, 0},
		{"GET", "", 1, 5_000_000, 50, 0},
	} {
		o := options{pipelines: []int{c.pipeline}, commands: choice{c.name}}
		test := cases(o, keyData(c.keys))[0]
		if got := costLimit(c.name, c.engine, test, c.clients); got != c.limit {
			t.Errorf("%s by %q, %d clients: at most %v, want %v", test, c.engine, c.clients, got, c.limit)
		}
	}
}

func TestSeedisIsJudgedBesideRedisServer(t *testing.T) {
	const seedis, redis = "seedis_version:1\r\nmultiplexing_api:io_uring\r\n", "multiplexing_api:epoll\r\n"
	for _, c := range []struct{ about, rival, engine string }{
		{seedis, redis, ioUringEngine}, {seedis, seedis, ""}, {redis, redis, ""}, {redis, seedis, ""},
	} {
		if got := judgedEngine(c.about, c.rival); got != c.engine {
			t.Errorf("%q beside %q: judged by %q, want %q", c.about, c.rival, got, c.engine)
		}
	}
}

func TestALineIsJudgedByTheEngineOfItsServer(t *testing.T) {
	servers := []*server{{}, {}, {}}
	c := contest{servers: servers, engines: []string{"", epollEngine}, options: options{clients: 50}, progress: io.Discard}
	results := make([][]comparison, 2)
	test := testCase{pipeline: 16, data: "5M keys", keys: judgedKeys}
	round := one(second(1, 1))
	c.record(results, test, "GET", [][]sample{round, round, round})
	if results[0][0].limit != 0 || results[1][0].limit != 0.5 || results[1][0].name != "GET, pipeline 16, 5M keys" {
		t.Errorf("%+v", results)
	}
}
