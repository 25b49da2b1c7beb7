// Package config is the server's parameters: one table of names, types, bounds
// and defaults, and the readers of redis.conf, flags and the environment that
// fill it. It does no I/O: texts come in, a Config comes out.
package config
