package sim

import "seedis/sys"

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
		other := i + m.rarely(streamTransfer, m.faults[FaultBatchReorder].Chance, len(ops)-i)
		p.order[i], p.order[other] = p.order[other], p.order[i]
		at := p.order[i]
		transfer(p.Poller, ops[at:at+1])
	}
}
