//go:build linux

package main

import (
	"context"
	"errors"
	"net/netip"
	"runtime"
	"sync/atomic"
	"time"
)

// probe is one client that sends PING after PING, on a thread of its own, and
// writes down how long each took.
type probe struct {
	stopping atomic.Bool
	readings []reading
	replies  tally
	ended    chan error
}

// probeRoom is for the readings of ten seconds and more, so that the slice is not
// copied while the probe runs.
const probeRoom = 1 << 19

// startProbe connects and begins.
func startProbe(ctx context.Context, network network, server netip.AddrPort) (*probe, error) {
	crowd, err := newCrowd(network, server, 1, blockingPatience)
	if err != nil {
		return nil, err
	}
	p := &probe{readings: make([]reading, 0, probeRoom), ended: make(chan error, 1)}
	go func() {
		// Unlocked again, the thread goes on: servers end with the thread that
		// started them (Pdeathsig), which may be this one.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		p.ended <- errors.Join(crowd.play(ctx, p), crowd.close())
	}()
	return p, nil
}

// stop ends the probe behind its last reply, and returns what it wrote down.
func (p *probe) stop() ([]reading, error) {
	p.stopping.Store(true)
	err := <-p.ended
	if err == nil && p.replies.total() > p.replies[granted] {
		err = errors.New("PING was refused")
	}
	return p.readings, err
}

// ping is encoded once.
var ping = encode([]string{"PING"})

func (p *probe) next(_ int, buffer []byte) ([]byte, int) {
	if p.stopping.Load() {
		return buffer, 0
	}
	return append(buffer, ping...), 1
}

func (p *probe) heard(_ int, o outcome) { p.replies.count(o) }

func (p *probe) answered(_ int, sent, took time.Duration) {
	p.readings = append(p.readings, reading{sent: sent, took: took})
}
