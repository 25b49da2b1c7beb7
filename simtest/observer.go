package simtest

import (
	"seedis/resp"
	"seedis/server"
	"seedis/sys"
)

// observer lets the model follow the server.
type observer struct {
	model   *model
	machine *Machine
	// order is a hash of which scripted client had what executed, in order.
	order    uint64
	clients  int // that are counted; the auditor is beyond
	executed int
}

var _ server.Observer = (*observer)(nil)

// Accepted ties a connection to the number that the server gave it.
func (o *observer) Accepted(client uint64, peer sys.Addr) {
	if err := o.model.accept(client, peer); err != nil {
		o.machine.Fail("%v", err)
	}
}

// Executing carries a request out on the model.
func (o *observer) Executing(client uint64, args resp.Args, now int64) {
	texts := make([]string, args.Len())
	for i := range texts {
		texts[i] = string(args.At(i))
	}
	s := o.session(client)
	o.note(s.client, texts)
	if s.client <= o.clients {
		o.executed++
	}
	if err := o.model.execute(s, texts, now); err != nil {
		o.machine.Fail("%v", err)
	}
}

// ExecutingQueued carries out on the model what EXEC comes to next.
func (o *observer) ExecutingQueued(client uint64) {
	if err := o.model.executeQueued(o.session(client)); err != nil {
		o.machine.Fail("%v", err)
	}
}

// session is the one that the server has given a number to.
func (o *observer) session(client uint64) *session {
	s := o.model.sessions[client]
	if s == nil {
		o.machine.Fail("client %d was never accepted", client)
	}
	return s
}

// note folds a request into order (FNV-1a).
func (o *observer) note(client int, args []string) {
	o.fold(byte(client))
	for _, arg := range args {
		for i := range min(len(arg), 16) {
			o.fold(arg[i])
		}
		o.fold(0)
	}
}

func (o *observer) fold(b byte) {
	const prime = 1099511628211
	o.order = (o.order ^ uint64(b)) * prime
}

// OutOfMemory tells the model that the next request is refused.
func (o *observer) OutOfMemory(uint64) {
	if err := o.model.outOfMemory(); err != nil {
		o.machine.Fail("%v", err)
	}
}

// Removing tells the model of a key that goes by the server's own will.
func (o *observer) Removing(db int, key []byte, evicted bool, now int64) {
	if err := o.model.removing(place{db, string(key)}, evicted, now); err != nil {
		o.machine.Fail("%v", err)
	}
}

// Effect tells the model an effect of what is being executed, or that a key went.
func (o *observer) Effect(db int, argv [][]byte) {
	texts := make([]string, len(argv))
	for i := range texts {
		texts[i] = string(argv[i])
	}
	if err := o.model.effect(db, texts); err != nil {
		o.machine.Fail("%v", err)
	}
}

// Serving lets the model serve those who wait.
func (o *observer) Serving(now int64) {
	if err := o.model.serve(now); err != nil {
		o.machine.Fail("%v", err)
	}
}

// GaveUp tells the model that the time of a client is over that has waited.
func (o *observer) GaveUp(client uint64, now int64) {
	if err := o.model.gaveUp(o.session(client), now); err != nil {
		o.machine.Fail("%v", err)
	}
}

// Closed tells the model of a client that the server has closed.
func (o *observer) Closed(client uint64) {
	if err := o.model.closed(o.session(client)); err != nil {
		o.machine.Fail("%v", err)
	}
}
