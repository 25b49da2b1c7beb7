package main

import (
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"runtime/debug"

	"seedis/config"
	"seedis/server"
)

const usage = `Seedis, a server that speaks to clients of Redis.

Usage:
  server [file] [options] [-]   serve until SHUTDOWN, SIGTERM or SIGINT
  server --check-config [file] [options] [-]
                                read the configuration as a start would, say
                                "ok" or what is wrong, and where, and end
  server --ping [file] [options] [-]
                                send PING to the server that this configuration
                                describes, say "PONG", and end: a health check
  server --version, -v          tell the version
  server --help, -h             tell this

The file is in the syntax of redis.conf; - reads more of it from the standard
input. Each later source wins over those before: the file, the standard input,
the environment, the options.

  options       --tcp-backlog 511 --save 900 1 --save 60 1000
  environment   SEEDIS_TCP_BACKLOG=511

A ping goes to unixsocket, if there is one, otherwise to port at the first of
the bind addresses, with requirepass if that is set. It waits for one second.

The exit status is 0, or 1 if something went wrong, with the reason on the
standard error.

Examples:
  server                        with the defaults, on port 6379
  server /etc/seedis.conf --loglevel verbose
  server --port 7777 --requirepass secret
  echo 'maxmemory 1gb' | server -
`

// streams are the standard streams of the program.
type streams struct {
	in       io.Reader
	out      io.Writer
	problems io.Writer
}

// mode is what the program does instead of serving. It returns the exit status.
type mode func(arguments, environment []string, standard streams) int

// modeOf is the mode that the arguments begin with, nil for serving. --help and
// --version come alone, as with redis-server: an option may be called so.
func modeOf(arguments []string) mode {
	if len(arguments) == 0 {
		return nil
	}
	switch first := arguments[0]; {
	case first == "--check-config":
		return checkConfig
	case first == "--ping":
		return ping
	case len(arguments) > 1:
		return nil
	case first == "--help" || first == "-h":
		return tellUsage
	case first == "--version" || first == "-v":
		return tellVersion
	}
	return nil
}

func tellUsage(_, _ []string, standard streams) int {
	fmt.Fprint(standard.out, usage)
	return 0
}

// tellVersion prints a line of redis-server's fields: tools look for v=, which
// is the version of Redis whose behaviour this is. build= is Seedis's own.
func tellVersion(_, _ []string, standard streams) int {
	fmt.Fprintf(standard.out, "Seedis server v=%s sha=%s malloc=mem bits=%d build=%s\n",
		config.RedisVersion, commit(), bits.UintSize, config.Version)
	return 0
}

// commit is the beginning of the commit that was built, and 1 for changes since.
// A build without version control says 00000000:0, as redis-server does.
func commit() string {
	const length = 8
	revision, dirty := "00000000", 0
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			switch {
			case setting.Key == "vcs.revision" && len(setting.Value) >= length:
				revision = setting.Value[:length]
			case setting.Key == "vcs.modified" && setting.Value == "true":
				dirty = 1
			}
		}
	}
	return fmt.Sprintf("%s:%d", revision, dirty)
}

// checkConfig reads the configuration, and looks at all that would keep a server
// from being started with it but for what the machine may refuse.
func checkConfig(arguments, environment []string, standard streams) int {
	configuration := config.New()
	_, err := configure(configuration, arguments[1:], environment, standard.in)
	if err == nil {
		err = errors.Join(server.Check(configuration), checkDirectory(configuration.Dir))
	}
	if err != nil {
		fmt.Fprintln(standard.problems, err)
		return 1
	}
	fmt.Fprintln(standard.out, "ok")
	return 0
}

// checkDirectory tells what keeps a directory from being the working one.
func checkDirectory(name string) error {
	if name == "" {
		return nil
	}
	// Of a file that is no directory the system says so.
	if _, err := os.Stat(name + "/"); err != nil {
		return fmt.Errorf("Can't chdir to '%s': %s", name, reason(err))
	}
	return nil
}
