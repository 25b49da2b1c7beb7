package main

import (
	"net"
	"os"
)

// notifySocket is where systemd waits to be told, if it does (sd_notify(3)).
const notifySocket = "NOTIFY_SOCKET"

// supervisor is the init system that is told of the start, "" for none.
func supervisor(supervised string) string {
	if os.Getenv(notifySocket) == "" || supervised != "systemd" && supervised != "auto" {
		return ""
	}
	return "systemd"
}

// notifyReady tells systemd that the server accepts connections, if it asked to
// be told: Debian's unit of redis-server waits for it.
func notifyReady(supervised string) error {
	if supervisor(supervised) == "" {
		return nil
	}
	// A leading @ is an abstract name.
	connection, err := net.Dial("unixgram", os.Getenv(notifySocket))
	if err != nil {
		return err
	}
	defer connection.Close()
	_, err = connection.Write([]byte("READY=1\nSTATUS=Ready to accept connections\n"))
	return err
}
