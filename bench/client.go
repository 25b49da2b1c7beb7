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
	l, err := dial(address)
	if err != nil {
		return "", err
	}
	defer l.close()
	return l.ask(arguments...)
}

// link is a connection for one request after the other.
type link struct {
	connection net.Conn
	reader     *bufio.Reader
}

func dial(address netip.AddrPort) (*link, error) {
	connection, err := net.DialTimeout("tcp", address.String(), clientTimeout)
	if err != nil {
		return nil, err
	}
	return &link{connection: connection, reader: bufio.NewReader(connection)}, nil
}

// ask sends a request and returns the reply: the text of a simple or bulk string.
func (l *link) ask(arguments ...string) (string, error) {
	if err := l.connection.SetDeadline(time.Now().Add(clientTimeout)); err != nil {
		return "", err
	}
	if _, err := io.WriteString(l.connection, encode(arguments)); err != nil {
		return "", err
	}
	return readReply(l.reader)
}

// info asks for a number in a section of INFO; a field that the server lacks is
// 0.
func (l *link) info(section, field string) (int, error) {
	text, err := l.ask("INFO", section)
	if err != nil {
		return 0, err
	}
	number, err := infoNumber(text, field)
	return int(number), err
}

func (l *link) close() error { return l.connection.Close() }

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
		body := make([]byte, size+len("\r\n"))
		if _, err := io.ReadFull(r, body); err != nil {
			return "", err
		}
		return string(body[:size]), nil
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

// infoNumber is a field that is a number; 0 where a server lacks it.
func infoNumber(info, field string) (float64, error) {
	value := infoField(info, field)
	if value == "" {
		return 0, nil
	}
	return strconv.ParseFloat(value, 64)
}
