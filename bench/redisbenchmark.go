//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// benchmarkPipelineMax is the longest pipeline of the second load.
// redis-benchmark does more for a request than a server does, so with a longer
// one it would measure itself.
const benchmarkPipelineMax = 16

// calibrationRequests finds out how many requests fill a window; they take
// less than a second.
const calibrationRequests = 50_000

// benchmarkTests are those of redis-benchmark that do the same as ours: their
// keys are the load generator's, so GET finds them.
var benchmarkTests = []string{"GET", "SET"}

// runRedisBenchmark measures, with redis-benchmark at path and the first number
// of keys, the cases that it can make.
func (c *contest) runRedisBenchmark(ctx context.Context, path string) ([][]comparison, error) {
	keys := c.options.keys[0]
	data := keyData(keys)
	loads := c.benchmarkLoads(path, keys)
	if len(loads) == 0 {
		return nil, nil
	}
	able, err := c.refill(ctx, data)
	if err != nil {
		return nil, err
	}
	results := make([][]comparison, len(c.servers)-1)
	for _, load := range loads {
		samples, err := c.rounds(able, func(s *server) ([]sample, error) {
			one, err := load.measure(ctx, s, c.options.window)
			return []sample{one}, err
		})
		if err != nil {
			return nil, fmt.Errorf("%s, pipeline %d: %w", load.test, load.pipeline, err)
		}
		w := workload{step{command: command{name: load.test}}}
		test := testCase{workload: w, pipeline: load.pipeline, data: data.name, keys: data.keys}
		c.record(results, test, load.test, rowSamples(w, load.test, samples))
	}
	return results, nil
}

// benchmarkLoads lists what the options ask of redis-benchmark.
func (c *contest) benchmarkLoads(path string, keys int) []benchmarkLoad {
	var loads []benchmarkLoad
	for _, pipeline := range c.options.pipelines {
		for _, test := range benchmarkTests {
			if pipeline <= benchmarkPipelineMax && c.options.commands.has(stringFamily, test) {
				loads = append(loads, benchmarkLoad{
					path: path, test: test, pipeline: pipeline, keys: keys, clients: c.options.clients,
				})
			}
		}
	}
	return loads
}

// benchmarkLoad is a load by redis-benchmark.
type benchmarkLoad struct {
	path     string
	test     string // GET, SET
	pipeline int
	keys     int
	clients  int
}

// measure runs it for about the length of a window.
func (b benchmarkLoad) measure(ctx context.Context, s *server, window time.Duration) (sample, error) {
	trial, err := b.run(ctx, s, calibrationRequests)
	if err != nil {
		return sample{}, err
	}
	requests := uint64(trial.throughput() * window.Seconds())
	return b.run(ctx, s, max(requests, calibrationRequests))
}

// run sends a number of requests. The processor time includes the connecting,
// the wall time does not: redis-benchmark reports its own rate.
func (b benchmarkLoad) run(ctx context.Context, s *server, requests uint64) (sample, error) {
	before, err := processorTime(s.pid())
	if err != nil {
		return sample{}, err
	}
	command := exec.CommandContext(ctx, b.path,
		"-h", s.address.Addr().String(), "-p", strconv.Itoa(int(s.address.Port())),
		"-t", strings.ToLower(b.test), "-n", strconv.FormatUint(requests, 10),
		"-P", strconv.Itoa(b.pipeline), "-c", strconv.Itoa(b.clients),
		"-r", strconv.Itoa(b.keys), "-d", strconv.Itoa(valueSize), "--csv")
	var complaints bytes.Buffer
	command.Stderr = &complaints
	output, err := command.Output()
	if err != nil {
		return sample{}, fmt.Errorf("redis-benchmark: %w\n%s", err, complaints.Bytes())
	}
	after, err := processorTime(s.pid())
	if err != nil {
		return sample{}, err
	}
	rate, err := benchmarkRate(output, b.test)
	if err != nil {
		return sample{}, err
	}
	return sample{
		requests: requests,
		wall:     time.Duration(float64(requests) / rate * float64(time.Second)),
		server:   after - before,
		load:     command.ProcessState.UserTime() + command.ProcessState.SystemTime(),
	}, nil
}

// benchmarkRate finds a test's requests per second in redis-benchmark --csv.
func benchmarkRate(output []byte, test string) (float64, error) {
	reader := csv.NewReader(bytes.NewReader(output))
	reader.FieldsPerRecord = -1 // Redis 6 has two columns, 7 has eight
	records, err := reader.ReadAll()
	if err != nil {
		return 0, fmt.Errorf("output of redis-benchmark: %w", err)
	}
	for _, record := range records {
		if len(record) < 2 || record[0] != test {
			continue
		}
		rate, err := strconv.ParseFloat(record[1], 64)
		if err == nil && !(rate > 0) {
			err = errors.New("no requests")
		}
		return rate, err
	}
	return 0, fmt.Errorf("no line for %s in the output of redis-benchmark: %q", test, output)
}
