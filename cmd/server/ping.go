package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"seedis/config"
)

// pingTime bounds a ping: a server that does not answer in a second is not well.
const pingTime = time.Second

// ping asks the server that the configuration describes for a sign of life.
func ping(arguments, environment []string, standard streams) int {
	configuration := config.New()
	_, err := configure(configuration, arguments[1:], environment, standard.in)
	if err == nil {
		err = exchangePing(configuration)
	}
	if err != nil {
		fmt.Fprintln(standard.problems, err)
		return 1
	}
	fmt.Fprintln(standard.out, "PONG")
	return 0
}

// exchangePing connects, gives the password if there is one, and sends PING.
func exchangePing(c *config.Config) error {
	network, address, err := addressOf(c)
	if err != nil {
		return err
	}
	deadline := time.Now().Add(pingTime)
	connection, err := (&net.Dialer{Deadline: deadline}).Dial(network, address)
	if err != nil {
		return err
	}
	defer connection.Close()
	if err := connection.SetDeadline(deadline); err != nil {
		return err
	}
	replies := bufio.NewReader(connection)
	if c.RequirePass != "" {
		if err := exchange(connection, replies, "OK", "AUTH", c.RequirePass); err != nil {
			return err
		}
	}
	return exchange(connection, replies, "PONG", "PING")
}

// exchange sends a request and awaits the status that says it is well.
func exchange(connection net.Conn, replies *bufio.Reader, status string, words ...string) error {
	request := fmt.Sprintf("*%d\r\n", len(words))
	for _, word := range words {
		request += fmt.Sprintf("$%d\r\n%s\r\n", len(word), word)
	}
	if _, err := connection.Write([]byte(request)); err != nil {
		return err
	}
	line, err := replies.ReadString('\n')
	if err != nil {
		return err
	}
	if line = strings.TrimRight(line, "\r\n"); line != "+"+status {
		return fmt.Errorf("The server answers to %s: %s", words[0], strings.TrimPrefix(line, "-"))
	}
	return nil
}

// addressOf is where a server with this configuration listens.
func addressOf(c *config.Config) (network, address string, err error) {
	if path := c.UnixSocket; path != "" {
		if !filepath.IsAbs(path) {
			path = filepath.Join(c.Dir, path)
		}
		return "unix", path, nil
	}
	if c.Port == 0 || len(c.Bind) == 0 {
		return "", "", errors.New("Configured to not listen anywhere.")
	}
	return "tcp", net.JoinHostPort(hostOf(c.Bind[0]), strconv.Itoa(c.Port)), nil
}

// hostOf is an address by which one reaches what is bound to a bind address: all
// addresses of the machine are reached by the one that never leaves it.
func hostOf(bind string) string {
	switch host := strings.TrimPrefix(bind, "-"); host {
	case "*", "0.0.0.0":
		return "127.0.0.1"
	case "::*", "::":
		return "::1"
	default:
		return host
	}
}
