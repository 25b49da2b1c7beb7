package simtest

import (
	"errors"
	"fmt"
	"time"

	"seedis/config"
	"seedis/mem"
	"seedis/server"
	"seedis/sys"
	"seedis/sys/sim"
)

// The server is a process of its machine. A thread of the world keeps it, as an init
// system does: whenever it ends otherwise than by returning, it is started again,
// with the configuration that is on the disk and nothing else of what it was.

// bootFirst starts the first server. It listens before any client comes, unless
// memory may be refused even to that.
func (m *Machine) bootFirst(configuration *config.Config) error {
	if m.options.ConfigFile != "" {
		m.WriteFile(m.options.ConfigFile, []byte(configuration.Rewrite("")))
	}
	if m.mayAbort() {
		m.boot(configuration)
		return nil
	}
	err := m.make(configuration)
	if err == nil {
		m.Boot(mainThread, m.serve)
	}
	return err
}

// boot starts a server. One that cannot start exits, as cmd/server does.
func (m *Machine) boot(configuration *config.Config) {
	m.Boot(mainThread, func() {
		if err := m.make(configuration); err != nil {
			if !m.mayAbort() {
				m.Fail("the server does not start again: %v", err)
			}
			m.Exit(1)
		}
		m.serve()
	})
}

func (m *Machine) make(configuration *config.Config) (err error) {
	o := &m.options
	m.server, err = server.New(m.kernel, configuration, server.Options{
		Reserve: heapReserve, DebugMemory: !o.PlainMemory, LazyFreeQueued: o.LazyFreeQueued,
		ConfigFile: o.ConfigFile, Observer: o.Observer,
	})
	return err
}

func (m *Machine) serve() {
	m.status = m.server.Run()
	m.ended = true
}

// mayAbort tells whether the machine may refuse memory.
func (m *Machine) mayAbort() bool { return m.options.Faults.Has(sim.FaultMapRefused) }

// aborts tells of a panic whether the server is to end with it, and not the run: as
// Redis does without memory, where the machine may refuse it.
func (m *Machine) aborts(panicked any) bool {
	_, isMemory := panicked.(mem.OutOfMemory)
	return isMemory && m.mayAbort()
}

// crashesMost bounds the crashes of a run that sim.FaultCrash brings about: one that
// takes long because its clients sleep would do little else.
const crashesMost = 20

// keep starts the server again until it returns, and lets it crash where
// sim.FaultCrash is on.
func (m *Machine) keep() {
	outage := dice{m.Machine, m.Stream("keeper")}
	for ends := 0; ; {
		period := m.CrashPeriod()
		if period == 0 || ends >= crashesMost {
			period = -1
		}
		ending, over := m.Await(period)
		switch {
		case !over && m.clients > 0:
			m.MayCrash()
		case over && ending.How == sim.Returned:
			return
		case over:
			ends++
			next := m.configurationAfter(ending)
			if next == nil {
				m.given = true
				return
			}
			m.Sleep(outage.duration(time.Millisecond, 10*time.Microsecond, 200*time.Millisecond))
			m.boot(next)
			if m.clients == 0 {
				m.Signal(sys.SignalTerminate) // nobody was there to take it
			}
		}
	}
}

// configurationAfter looks at what a server has left that has ended, and tells with
// which configuration the next is started; nil if none is.
func (m *Machine) configurationAfter(ending sim.Ending) *config.Config {
	m.server = nil
	if err := m.remains(); err != nil {
		m.Fail("the server has %v, and left %v", ending.How, err)
	}
	next, err := m.storedConfig()
	if err != nil {
		m.Fail("the server has %v, and left a configuration with which none starts: %v", ending.How, err)
	}
	if m.options.Restarting != nil && !m.options.Restarting(ending, next) {
		return nil
	}
	return next
}

// Redial is Dial for a server that may have crashed: it waits until one listens.
func (m *Machine) Redial() *Client {
	for {
		conn, errno := m.Machine.Dial(Address())
		switch errno {
		case sys.OK:
			return &Client{Conn: conn, machine: m}
		case sys.ECONNREFUSED, sys.ECONNRESET:
			m.Sleep(time.Millisecond)
		default:
			m.Fail("connect: %v", errno)
		}
	}
}

// storedConfig is the configuration with which a server starts that is started again.
func (m *Machine) storedConfig() (*config.Config, error) {
	if m.options.ConfigFile == "" {
		return listening(m.options.Config), nil
	}
	text, there := m.ReadFile(m.options.ConfigFile)
	if !there {
		return nil, errors.New("there is no file")
	}
	configuration, err := parseConfig(string(text))
	return listening(configuration), err
}

func parseConfig(text string) (*config.Config, error) {
	configuration := config.New()
	err := configuration.ParseFile(configPath, text, func(string) (string, error) {
		return "", errors.New("there is no other file")
	})
	return configuration, err
}

// remains tells what a server has left open or reserved.
func (m *Machine) remains() error {
	switch {
	case m.OpenDescriptors() != 0:
		return fmt.Errorf("%d descriptors open", m.OpenDescriptors())
	case m.ReservedMemory() != 0:
		return fmt.Errorf("%d bytes of address space reserved", m.ReservedMemory())
	}
	return nil
}
