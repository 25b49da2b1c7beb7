//go:build linux

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// clientTimeout bounds a request outside of measurements. The slowest is
// FLUSHALL of 5,000,000 keys, some seconds on a machine that is busy otherwise.
const clientTimeout = 30 * time.Second

// ask sends one request on a connection of its own and returns the reply: the
// text of a simple or bulk string.
func ask(address netip.AddrPort, arguments ...string) (string, error) {
	connection, err := net.DialTimeout("tcp", address.String(), clientTimeout)
	if err != nil {
		return "", err
	}
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(clientTimeout)); err != nil {
		return "", err
	}
	if _, err := io.WriteString(connection, encode(arguments)); err != nil {
		return "", err
	}
	return readReply(bufio.NewReader(connection))
}

func readReply(r *bufio.Reader) (string, error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return "", err
	}
	kind, text := line[0], strings.TrimSpace(line[1:])
	switch kind {
	case '+', ':':
		return text, nil
	case '-':
		return "", errors.New(text)
	case '$':
		size, err := strconv.Atoi(text)
		if err != nil || size < 0 {
			return "", fmt.Errorf("no string in the reply %q", line)
		}
		body := make([]byte, size)
		_, err = io.ReadFull(r, body)
		return string(body), err
	}
	return "", fmt.Errorf("no string in the reply %q", line)
}

// knowsAll tells whether a server has all of these commands. It asks for each
// without arguments, which does nothing: every command of the table needs some.
func knowsAll(address netip.AddrPort, commands []string) (bool, error) {
	for _, name := range commands {
		_, err := ask(address, name)
		switch {
		case err == nil:
			return false, fmt.Errorf("%s was answered without arguments", name)
		case strings.Contains(err.Error(), "unknown command"):
			return false, nil
		case !strings.Contains(err.Error(), "wrong number of arguments"):
			return false, fmt.Errorf("%s without arguments: %w", name, err)
		}
	}
	return true, nil
}

// infoField finds a field in the reply to INFO; a server that lacks it gives
// the empty string.
func infoField(info, field string) string {
	for line := range strings.Lines(info) {
		if value, found := strings.CutPrefix(line, field+":"); found {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
