package simtest

import (
	"time"

	"seedis/sys/sim"
)

// drawFiles gives some servers a configuration file, on a disk that has faults, and
// lets some crash.
func (w *weather) drawFiles(d dice, f *sim.Faults) {
	sometimes := func(n int, fault sim.Fault, perMillion ...int) {
		if d.oneIn(n) {
			f.Set(sim.Rule{Fault: fault, Chance: d.pick(perMillion...)})
		}
	}
	if d.oneIn(4) && w.queryLimit == 0 { // which is smaller than a file may say
		w.configFile = configPath
		sometimes(2, sim.FaultFileShortWrite, 50_000, 500_000)
		sometimes(3, sim.FaultFileError, 10_000, 100_000)
		sometimes(3, sim.FaultSyncFails, 20_000, 200_000)
		if d.oneIn(6) {
			f.Set(sim.Rule{Fault: sim.FaultDiskFull, Most: int64(d.pick(300, 700, 1500))}) // the file has some 200 bytes
		}
	}
	if d.oneIn(16) || w.configFile != "" && d.oneIn(3) {
		f.Set(sim.Rule{
			Fault: sim.FaultCrash, Chance: d.pick(300_000, 50_000),
			Most: int64(d.duration(50*time.Millisecond, 5*time.Millisecond, time.Millisecond)),
		})
		sometimes(2, sim.FaultLostWrites, 500_000, 1_000_000)
		sometimes(2, sim.FaultTornRename, 500_000, 1_000_000)
	}
}
