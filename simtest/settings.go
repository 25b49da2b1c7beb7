package simtest

import "seedis/config"

// settings are what of a run's configuration and faults changes replies.
type settings struct {
	password     string
	databases    int
	debugCommand bool
	maxBulk      int64 // bytes
	maxClients   int
	resets       bool // connections may break
}

func settingsOf(c *config.Config, resets bool) settings {
	return settings{
		password:     c.RequirePass,
		databases:    c.Databases,
		debugCommand: c.EnableDebugCommand != config.ProtectedNo,
		maxBulk:      c.ProtoMaxBulkLen,
		maxClients:   c.MaxClients,
		resets:       resets,
	}
}
