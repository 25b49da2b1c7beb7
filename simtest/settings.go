package simtest

import (
	"time"

	"seedis/config"
)

// settings are what of a run's configuration and faults changes replies.
type settings struct {
	password     string
	databases    int
	debugCommand bool
	maxBulk      int64 // bytes
	maxClients   int
	hz           int
	resets       bool // connections may break
	// patience is how many milliseconds a short request may take to the server,
	// and wait there for its turn.
	patience int64
}

func settingsOf(c *config.Config, resets bool, patience time.Duration) settings {
	return settings{
		password:     c.RequirePass,
		databases:    c.Databases,
		debugCommand: c.EnableDebugCommand != config.ProtectedNo,
		maxBulk:      c.ProtoMaxBulkLen,
		maxClients:   c.MaxClients,
		hz:           c.HZ,
		resets:       resets,
		patience:     patience.Milliseconds(),
	}
}
