//go:build unix

package real

// pause is the YIELD instruction, a hint that this thread spins.
func pause()

// cycles reads the virtual counter, CNTVCT_EL0.
func cycles() uint64

// cycleFrequency reads the counter's rate in Hz, CNTFRQ_EL0.
func cycleFrequency() uint64

// cyclesPerMicrosecond is what the processor says of itself.
func cyclesPerMicrosecond() uint64 { return max(1, cycleFrequency()/1_000_000) }
