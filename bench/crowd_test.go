//go:build linux

package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"seedis/sys"
)

// dialogue is a script of what each client says, one pipeline after the other.
type dialogue struct {
	pipelines [][][]string // of each client
	said      []int
	outcomes  [][]outcome
	answers   int
}

func newDialogue(pipelines ...[][]string) *dialogue {
	return &dialogue{
		pipelines: pipelines,
		said:      make([]int, len(pipelines)), outcomes: make([][]outcome, len(pipelines)),
	}
}

func (d *dialogue) next(client int, buffer []byte) ([]byte, int) {
	if d.said[client] == len(d.pipelines[client]) {
		return buffer, 0
	}
	lines := d.pipelines[client][d.said[client]]
	d.said[client]++
	for _, line := range lines {
		buffer = append(buffer, encode(strings.Fields(line))...)
	}
	return buffer, len(lines)
}

func (d *dialogue) heard(client int, o outcome) { d.outcomes[client] = append(d.outcomes[client], o) }

func (d *dialogue) answered(_ int, _, took time.Duration) {
	if took > 0 {
		d.answers++
	}
}

// play has a crowd follow the dialogue.
func (d *dialogue) play(t *testing.T, s *server) error {
	t.Helper()
	crowd, err := newCrowd(kernel(t), s.address, len(d.pipelines), testPatience)
	if err != nil {
		t.Fatal(err)
	}
	return errors.Join(crowd.play(t.Context(), d), crowd.close())
}

func (d *dialogue) expect(t *testing.T, client int, want ...outcome) {
	t.Helper()
	got := d.outcomes[client]
	same := len(got) == len(want)
	for i := 0; same && i < len(want); i++ {
		same = got[i] == want[i]
	}
	if !same {
		t.Errorf("client %d heard %v, want %v", client, got, want)
	}
}

func TestACrowdHearsEveryReplyInOrder(t *testing.T) {
	s := redis(t)
	large := strings.Repeat("x", 1<<20) // more than a socket holds
	d := newDialogue(
		[][]string{{"SET a 1", "GET a", "GET b", "INCR a"}, {"LPUSH a x", "GET a"}},
		[][]string{{"SET large " + large}, {"GET large", "GET b", "GET large"}},
		nil,
	)
	if err := d.play(t, s); err != nil {
		t.Fatal(err)
	}
	d.expect(t, 0, granted, granted, missing, granted, refused, granted)
	d.expect(t, 1, granted, granted, missing, granted)
	d.expect(t, 2)
	if d.answers != 4 {
		t.Errorf("%d pipelines took any time, want 4", d.answers)
	}
	expect(t, s, "2", "GET", "a")
}

func TestACrowdEndsWithItsServer(t *testing.T) {
	d := newDialogue([][]string{{"PING"}, {"CLIENT KILL TYPE normal SKIPME no"}, {"PING"}})
	// What the server has not read when it closes makes the machine send a reset.
	if err := d.play(t, redis(t)); !errors.Is(err, errClosed) && !errors.Is(err, sys.ECONNRESET) {
		t.Errorf("the connection was closed, and it ended with %v", err)
	}
}

func TestACrowdRefusesWhatNobodyAskedFor(t *testing.T) {
	d := newDialogue([][]string{{"SUBSCRIBE a"}})
	if err := d.play(t, redis(t)); err == nil || !strings.Contains(err.Error(), "unexpected reply") {
		t.Errorf("an array was taken: %v", err)
	}
}

func TestAProbeWritesEveryPingDown(t *testing.T) {
	s := redis(t)
	expect(t, s, "OK", "CONFIG", "RESETSTAT")
	p, err := startProbe(t.Context(), kernel(t), s.address)
	if err != nil {
		t.Fatal(err)
	}
	for statistics := ""; !strings.Contains(statistics, "cmdstat_ping"); {
		if statistics, err = ask(s.address, "INFO", "commandstats"); err != nil {
			t.Fatal(err)
		}
	}
	readings, err := p.stop()
	if err != nil {
		t.Fatal(err)
	}
	statistics, err := ask(s.address, "INFO", "commandstats")
	if want := fmt.Sprintf("calls=%d,", len(readings)); err != nil || !strings.HasPrefix(infoField(statistics, "cmdstat_ping"), want) {
		t.Errorf("%d readings of %s, %v", len(readings), infoField(statistics, "cmdstat_ping"), err)
	}
	for i, r := range readings {
		if r.took <= 0 || i > 0 && r.sent < readings[i-1].sent+readings[i-1].took {
			t.Fatalf("reading %d was %v", i, r)
		}
	}
}
