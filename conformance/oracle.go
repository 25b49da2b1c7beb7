package conformance

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// oracle is a running redis-server.
type oracle struct {
	address
	command *exec.Cmd
	drained chan struct{}
}

// errNoOracle says what to do where there is no redis-server.
var errNoOracle = errors.New("redis-server is not in the PATH: install Debian's package redis-server (7.0)")

// startOracle starts a redis-server in a directory and returns when it listens.
func startOracle(dir string, c *Case) (*oracle, error) {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, errNoOracle
	}
	at, err := chooseAddress(dir, c.Network)
	if err != nil {
		return nil, err
	}
	arguments := append(at.arguments(), "--dir", dir)
	o := &oracle{
		address: at,
		command: exec.Command(path, append(arguments, commonConfig(c)...)...),
		drained: make(chan struct{}),
	}
	output, err := o.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := o.command.Start(); err != nil {
		return nil, err
	}
	if err := awaitLine(output, readyLine); err != nil {
		o.command.Process.Kill()
		o.command.Wait()
		return nil, fmt.Errorf("redis-server %s: %w", strings.Join(c.Config, " "), err)
	}
	go func() {
		io.Copy(io.Discard, output)
		close(o.drained)
	}()
	return o, nil
}

// readyLine is in the line by which a server says that it listens.
const readyLine = "eady to accept connections"

// awaitLine reads up to the line that contains text. The error tells what came
// instead.
func awaitLine(output io.Reader, text string) error {
	lines := bufio.NewScanner(output)
	last := ""
	for lines.Scan() {
		if last = lines.Text(); strings.Contains(last, text) {
			return nil
		}
	}
	return fmt.Errorf("it ended before it was ready: %s", last)
}

// stop ends the server. There is nothing that it should save.
func (o *oracle) stop() error {
	o.command.Process.Kill()
	<-o.drained
	o.command.Wait()
	return nil
}

// commonConfig is the configuration that all servers of a case are given.
func commonConfig(c *Case) []string {
	return append([]string{"--save", "", "--appendonly", "no", "--enable-debug-command", "yes"}, c.Config...)
}
