//go:build linux

package main

import (
	"errors"
	"fmt"
	"net/netip"

	"seedis/sys"
)

// connect connects to a server and has the poller watch the connection under
// token, at edges. It waits until the connection stands; others of the poller
// must be silent meanwhile, for their events are dropped.
func connect(network network, poller sys.Poller, server netip.AddrPort, token uint64) (sys.FD, error) {
	fd, errno := network.Connect(sys.Addr{IP: server})
	if errno != sys.OK && errno != sys.EINPROGRESS {
		return 0, fmt.Errorf("connect to %v: %w", server, errno)
	}
	if err := settle(network, poller, fd, token); err != nil {
		if errno := network.Close(fd); errno != sys.OK {
			err = errors.Join(err, errno)
		}
		return 0, fmt.Errorf("connect to %v: %w", server, err)
	}
	return fd, nil
}

// settle awaits the end of a connection attempt.
func settle(network network, poller sys.Poller, fd sys.FD, token uint64) error {
	if errno := poller.Add(fd, sys.Readable|sys.Writable, sys.Edge, token); errno != sys.OK {
		return fmt.Errorf("watch it: %w", errno)
	}
	if err := awaitConnection(network, poller, fd, token); err != nil {
		return err
	}
	if errno := network.SetOption(fd, sys.NoDelay, 1); errno != sys.OK {
		return fmt.Errorf("set TCP_NODELAY: %w", errno)
	}
	return nil
}

func awaitConnection(network network, poller sys.Poller, fd sys.FD, token uint64) error {
	events := make([]sys.Event, turnEvents)
	for deadline := network.Monotonic() + stallLimit; network.Monotonic() < deadline; {
		n, errno := poller.Wait(events, stallLimit)
		if errno != sys.OK && errno != sys.EINTR {
			return errno
		}
		for _, event := range events[:n] {
			if event.Token != token {
				continue
			}
			if errno := network.ConnectResult(fd); errno != sys.OK {
				return errno
			}
			return nil
		}
	}
	return sys.ETIMEDOUT
}
