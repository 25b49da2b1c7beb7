package sim

import (
	"fmt"
	"io"
	"strings"

	"seedis/sys"
)

// describeDescriptors tells what each descriptor stands for. A client's side of a
// connection has none, and stands below the server's.
func (m *Machine) describeDescriptors(w io.Writer) {
	fmt.Fprintf(w, "descriptors: %d of %d\n", m.descriptors.open, m.descriptors.limit)
	for number, o := range m.descriptors.objects {
		if o == nil {
			continue
		}
		fmt.Fprintf(w, "  %d: %s\n", number, nameOf(o))
		switch o := o.(type) {
		case *listener:
			for _, waiting := range o.queue {
				fmt.Fprintf(w, "    waits: %s\n    peer: %s\n", waiting.describe(), waiting.peer.describe())
			}
		case *endpoint:
			fmt.Fprintf(w, "    %s\n    peer: %s\n", o.describe(), o.peer.describe())
		}
	}
}

// nameOf is the string of an object.
func nameOf(o object) string {
	if named, is := o.(fmt.Stringer); is {
		return named.String()
	}
	return fmt.Sprintf("%T", o) // never an address
}

// The strings of objects, for Describe and the failures of a run.

func (*standardStream) String() string { return "a standard stream" }

func (*stranger) String() string { return "a stranger" }

func (*wakeDescriptor) String() string { return "wakes the poller before it" }

func (o *openFile) String() string {
	return fmt.Sprintf("a file of %d bytes, at byte %d", len(o.file.data), o.position)
}

func (l *listener) String() string {
	return fmt.Sprintf("listens at %v, %d wait to be accepted", l.addr, len(l.queue))
}

// String tells which side of which connection an endpoint is.
func (e *endpoint) String() string {
	if e.connects() {
		return fmt.Sprintf("connection %d of %v, the client's side", e.number, e.local)
	}
	return fmt.Sprintf("connection %d of %v, the server's side", e.number, e.remote)
}

// connects tells that this is the side that has asked for the connection.
func (e *endpoint) connects() bool {
	if e.unix {
		return e.remote.Path != ""
	}
	return e.local.IP.Port() == e.port
}

// describe tells what state an endpoint is in, and what it has to read.
func (e *endpoint) describe() string {
	parts := []string{
		stateNames[e.state],
		fmt.Sprintf("%d of %d bytes to read (%d arrived)", e.inbox.size, e.inbox.limit, e.arrived),
	}
	for _, flag := range []struct {
		set  bool
		name string
	}{
		{e.inFlight > 0, fmt.Sprintf("%d segments on the way here", e.inFlight)},
		{e.receiveShut, "receives no more"}, {e.sendShut, "sends no more"}, {e.ended, "the peer's stream has ended"},
		{e.closed, "closed"}, {e.squeezed, "no memory to send from"}, {e.silent, "what it sends is lost"},
		{e.told, "a poller has told of it"}, {e.lingerReset, "closes by a reset"},
		{e.pending != sys.OK, "pending: " + e.pending.Error()},
		{e.reader != nil, fmt.Sprintf("%v reads", e.reader)}, {e.writer != nil, fmt.Sprintf("%v writes", e.writer)},
	} {
		if flag.set {
			parts = append(parts, flag.name)
		}
	}
	return strings.Join(parts, ", ")
}

var stateNames = [...]string{connecting: "connecting", established: "established", dead: "dead"}

// String tells of a client's connection: its own side of it.
func (c *Conn) String() string {
	if c.closed || c.Over() {
		return fmt.Sprintf("connection %d, over", c.number)
	}
	return fmt.Sprintf("%v: %s", c.endpoint, c.endpoint.describe())
}

// describePollers tells what each poller watches, and what it would report.
func (m *Machine) describePollers(w io.Writer) {
	for _, o := range m.descriptors.objects {
		if p, is := o.(*poller); is {
			p.describe(w)
		}
	}
}

func (p *poller) describe(w io.Writer) {
	fmt.Fprintf(w, "%v: %v", p, p.engine)
	if p.waiter != nil {
		fmt.Fprintf(w, ", %v waits there", p.waiter)
	}
	if p.woken {
		fmt.Fprint(w, ", woken")
	}
	fmt.Fprintln(w)
	for listed := p.head; listed != nil; listed = listed.next {
		fmt.Fprintf(w, "  listed as ready: %d\n", listed.fd)
	}
	for _, watch := range p.watches {
		if watch != nil && watch.object != nil {
			fmt.Fprintf(w, "  watches %d: %s %s, token %#x, now %s, masked %s\n", watch.fd, readyName(watch.interest),
				modeNames[watch.mode], watch.token, readyName(watch.object.ready()), readyName(watch.masked))
		}
	}
}

var modeNames = [...]string{sys.Level: "level", sys.Edge: "edge"}

// readyName is a letter for each condition: r and w, h for hung up, f for failed, e
// for the end of the peer's stream.
func readyName(conditions sys.Ready) string {
	name := ""
	for _, condition := range []struct {
		bit    sys.Ready
		letter string
	}{{sys.Readable, "r"}, {sys.Writable, "w"}, {sys.HangUp, "h"}, {sys.Failed, "f"}, {halfClosed, "e"}} {
		if conditions&condition.bit != 0 {
			name += condition.letter
		}
	}
	if name == "" {
		return "-"
	}
	return name
}
