package kernels

import "seedis/sys"

// limitDescriptors lets the process open so many descriptors more: it opens and
// closes one more than that to learn which numbers they would get, and puts the
// limit below the last.
func (p *player) limitDescriptors(s Step) Answer {
	if s.On == "none" {
		p.unlimited()
		return Answer{}
	}
	before, whole := p.kernel.DescriptorLimit(), p.limit
	p.unlimited()
	if whole == 0 {
		whole = before
	}
	last, known := p.lastOf(s.first() + 1)
	if known {
		before = uint64(last)
	}
	p.limit = whole
	return Answer{Errno: p.kernel.SetDescriptorLimit(before), Skipped: !known}
}

// lastOf is the number that the count-th descriptor from now would get. A kernel
// under faults may refuse to tell.
func (p *player) lastOf(count int) (last sys.FD, known bool) {
	path := p.path("limit")
	for range count {
		fd, errno := p.kernel.Open(path, sys.OpenRead|sys.OpenWrite|sys.OpenCreate, defaultMode)
		if errno != sys.OK {
			return last, false
		}
		defer p.kernel.Close(fd)
		last = fd
	}
	return last, true
}

// unlimited puts the limit back where it was.
func (p *player) unlimited() {
	if p.limit == 0 {
		return
	}
	if errno := p.kernel.SetDescriptorLimit(p.limit); errno != sys.OK {
		panic("kernels: the limit of descriptors cannot be put back: " + errno.Error())
	}
	p.limit = 0
}
