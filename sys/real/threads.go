//go:build unix

package real

import (
	"time"

	"seedis/sys"
)

// Pause tells the processor that this thread spins.
func (k *Kernel) Pause() { pause() }

// Sleep stops the calling thread for d.
func (k *Kernel) Sleep(d time.Duration) { time.Sleep(d) }

// Hook is nil: atomics pay nothing here.
func (k *Kernel) Hook() sys.Hook { return nil }
