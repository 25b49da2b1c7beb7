// Package config is the server's parameters: one table of names, types, bounds
// and defaults, and the readers of redis.conf, flags and the environment that
// fill it. It does no I/O: texts come in, a Config comes out.
//
// A server is configured in this order, each source winning over the one
// before:
//
//	c := config.New()                      // defaults
//	c.ParseFile(name, text, read)          // the file, then standard input
//	c.ParseEnvironment(environ)            // SEEDIS_TCP_BACKLOG=511
//	c.ParseArguments(options, read)      // --tcp-backlog 511
//
// Only save lines add up over all of them, as they do in Redis. At run time
// Get and Set are CONFIG GET and CONFIG SET, and Rewrite is CONFIG REWRITE: a
// function from the old text of the file to the new one.
//
// A row of the table (table.go) names its kind, which reads words and prints
// the value, and the field of Config that holds it. The kinds are in numbers.go,
// choices.go, texts.go and specials.go.
package config
