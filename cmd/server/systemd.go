package main

import (
	"net"
	"os"
)

// notifyReady tells systemd that the server accepts connections, if it asked to
// be told (sd_notify(3)): Debian's unit of redis-server waits for it.
func notifyReady(supervised string) error {
	socket := os.Getenv("NOTIFY_SOCKET")
	if socket == "" || supervised != "systemd" && supervised != "auto" {
		return nil
	}
	connection, err := net.Dial("unixgram", socket) // a leading @ is an abstract name
	if err != nil {
		return err
	}
	defer connection.Close()
	_, err = connection.Write([]byte("READY=1\nSTATUS=Ready to accept connections\n"))
	return err
}
