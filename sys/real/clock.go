//go:build unix

package real

import "time"

// Wall reads CLOCK_REALTIME, in microseconds. Package time asks the vDSO (36
// ns here); the same call through package unix enters the kernel (148 ns).
func (k *Kernel) Wall() int64 { return time.Now().UnixMicro() }

// Monotonic reads CLOCK_MONOTONIC, counted from New (21 ns here: since the
// start carries a monotonic reading, only that clock is asked).
func (k *Kernel) Monotonic() time.Duration { return time.Since(k.started) }

// Cycles reads the processor's counter (about 10 ns). Counters of different
// cores agree on every processor whose counter Linux itself uses as a clock.
func (k *Kernel) Cycles() uint64 { return cycles() }

// CyclesPerMicrosecond is the counter's rate.
func (k *Kernel) CyclesPerMicrosecond() uint64 { return k.cycleRate }

// Location is the time zone of the process (TZ, /etc/localtime).
func (k *Kernel) Location() *time.Location { return time.Local }
