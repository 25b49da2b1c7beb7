package sim

import (
	"time"

	"seedis/sys"
)

// unreliable wraps a poller in the faults that are on.
func (m *Machine) unreliable(p sys.Poller) sys.Poller {
	f := &m.options.Faults
	if f.BatchReorder > 0 {
		p = &shuffledPoller{Poller: p, machine: m}
	}
	if f.WaitReorder > 0 {
		p = &reorderedPoller{p, m}
	}
	if f.WaitSpurious > 0 {
		p = &spuriousPoller{p, m}
	}
	if f.WaitInterrupted > 0 {
		p = &interruptedPoller{p, m}
	}
	return p
}

// interruptedPoller sometimes finds that a signal came first.
type interruptedPoller struct {
	sys.Poller
	machine *Machine
}

func (p *interruptedPoller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	if m := p.machine; m.Chance(streamPoller, m.options.Faults.WaitInterrupted) {
		m.step()
		m.note(CallWait, int64(len(events)), int64(timeout), outcome(0, sys.EINTR))
		return 0, sys.EINTR
	}
	return p.Poller.Wait(events, timeout)
}

// spuriousPoller sometimes returns early and empty-handed.
type spuriousPoller struct {
	sys.Poller
	machine *Machine
}

func (p *spuriousPoller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	if m := p.machine; m.Chance(streamPoller, m.options.Faults.WaitSpurious) {
		m.step()
		m.note(CallWait, int64(len(events)), int64(timeout), 0)
		return 0, sys.OK
	}
	return p.Poller.Wait(events, timeout)
}

// reorderedPoller reports events in another order than they came in.
type reorderedPoller struct {
	sys.Poller
	machine *Machine
}

func (p *reorderedPoller) Wait(events []sys.Event, timeout time.Duration) (int, sys.Errno) {
	n, errno := p.Poller.Wait(events, timeout)
	m := p.machine
	for i := range n {
		other := i + m.rarely(streamPoller, m.options.Faults.WaitReorder, n-i)
		events[i], events[other] = events[other], events[i]
	}
	return n, errno
}

// shuffledPoller carries out the transfers of a batch in another order than they
// stand in, each once.
type shuffledPoller struct {
	sys.Poller
	machine *Machine
	order   []int // of the batch under way
}

func (p *shuffledPoller) RecvBatch(ops []sys.Op) { p.each(ops, sys.Poller.RecvBatch) }
func (p *shuffledPoller) SendBatch(ops []sys.Op) { p.each(ops, sys.Poller.SendBatch) }

func (p *shuffledPoller) each(ops []sys.Op, transfer func(sys.Poller, []sys.Op)) {
	m := p.machine
	p.order = p.order[:0]
	for i := range ops {
		p.order = append(p.order, i)
	}
	for i := range p.order {
		other := i + m.rarely(streamTransfer, m.options.Faults.BatchReorder, len(ops)-i)
		p.order[i], p.order[other] = p.order[other], p.order[i]
		at := p.order[i]
		transfer(p.Poller, ops[at:at+1])
	}
}
