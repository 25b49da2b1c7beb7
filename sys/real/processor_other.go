//go:build unix && !amd64 && !arm64

package real

import "time"

// counterStart is the zero of cycles where no counter is read.
var counterStart = time.Now()

// pause does nothing: the spin is as good as its loop.
func pause() {}

// cycles counts nanoseconds of the monotonic clock.
func cycles() uint64 { return uint64(time.Since(counterStart)) }

func cyclesPerMicrosecond() uint64 { return 1000 }
