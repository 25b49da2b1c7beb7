package loop

import "seedis/sys"

// file is one watched descriptor. A slot is used again after Delete, under
// another generation, so that an event that was already taken from the poller
// for the old descriptor finds that it is stale.
type file struct {
	readable   Handler
	writable   Handler
	fd         sys.FD
	generation uint32
	mask       Mask
	mode       sys.Mode
}

// token is what the poller gives back with an event: generation and slot.
func token(generation, slot uint32) uint64 {
	return uint64(generation)<<32 | uint64(slot)
}

// Add registers handler for the directions of mask, beside those that fd is
// registered for already. The mode is that of the first registration.
func (l *Loop) Add(fd sys.FD, mask Mask, mode sys.Mode, handler Handler) sys.Errno {
	slot, watched := l.slot(fd)
	if !watched {
		slot = l.takeSlot(fd, mode)
	}
	f := &l.files[slot]
	union := f.mask | mask
	var err sys.Errno
	if watched {
		err = l.update(f, slot, union)
	} else {
		err = l.poller.Add(fd, interest(union), mode, token(f.generation, slot))
	}
	if err != sys.OK {
		if !watched {
			l.releaseSlot(slot)
		}
		return err
	}
	f.mask = union
	if mask&Readable != 0 {
		f.readable = handler
	}
	if mask&Writable != 0 {
		f.writable = handler
	}
	return sys.OK
}

// Delete ends the registration for the directions of mask. When none is left
// the descriptor is watched no more; a descriptor must be deleted before it is
// closed.
func (l *Loop) Delete(fd sys.FD, mask Mask) {
	slot, watched := l.slot(fd)
	if !watched {
		return
	}
	if mask&Writable != 0 {
		mask |= Barrier
	}
	f := &l.files[slot]
	rest := f.mask &^ mask
	var err sys.Errno
	if rest&(Readable|Writable) == 0 {
		err = l.poller.Delete(fd)
		l.releaseSlot(slot)
	} else {
		err = l.update(f, slot, rest)
		f.mask = rest
	}
	if err != sys.OK {
		panic("loop: a watched descriptor is unknown to the poller: " + err.Error())
	}
}

// Mask is what fd is registered for.
func (l *Loop) Mask(fd sys.FD) Mask {
	if slot, watched := l.slot(fd); watched {
		return l.files[slot].mask
	}
	return 0
}

// update tells the poller when the directions of f change.
func (l *Loop) update(f *file, slot uint32, mask Mask) sys.Errno {
	if interest(mask) == interest(f.mask) {
		return sys.OK
	}
	return l.poller.Modify(f.fd, interest(mask), f.mode, token(f.generation, slot))
}

func interest(mask Mask) sys.Ready {
	var ready sys.Ready
	if mask&Readable != 0 {
		ready |= sys.Readable
	}
	if mask&Writable != 0 {
		ready |= sys.Writable
	}
	return ready
}

// dispatch calls the handlers of one event, each only if its direction is still
// registered when its turn comes.
func (l *Loop) dispatch(event *sys.Event) {
	slot, generation := uint32(event.Token), uint32(event.Token>>32)
	if l.stale(slot, generation) {
		l.host.Mark(sys.MarkStaleEvent)
		return
	}
	fired := fires(event.Ready)
	f := &l.files[slot]
	first, second := Readable, Writable
	if f.mask&Barrier != 0 {
		first, second = second, first
	}
	called := l.fire(slot, fired, first)
	if l.stale(slot, generation) {
		return
	}
	if called == nil || l.files[slot].handler(second) != called {
		l.fire(slot, fired, second)
	}
}

// fire calls the handler of one direction if that direction fired and is
// registered, and returns the handler it called.
func (l *Loop) fire(slot uint32, fired, direction Mask) Handler {
	f := &l.files[slot]
	if f.mask&fired&direction == 0 {
		return nil
	}
	handler := f.handler(direction)
	handler.Ready(fired & (f.mask | HungUp))
	return handler
}

func (f *file) handler(direction Mask) Handler {
	if direction == Readable {
		return f.readable
	}
	return f.writable
}

// fires maps what a poller reports to directions. A hang-up or an error is
// found out by reading or writing, so it fires both.
func fires(ready sys.Ready) Mask {
	if ready&(sys.HangUp|sys.Failed) != 0 {
		return Readable | Writable | HungUp
	}
	return Mask(ready & (sys.Readable | sys.Writable))
}

func (l *Loop) stale(slot, generation uint32) bool {
	return l.files[slot].generation != generation
}

func (l *Loop) slot(fd sys.FD) (uint32, bool) {
	if int(fd) >= len(l.slots) || l.slots[fd] == 0 {
		return 0, false
	}
	return l.slots[fd] - 1, true
}

// takeSlot finds a slot for fd. Slots and the index by descriptor are as many
// as descriptors were ever open at once, which maxclients bounds.
func (l *Loop) takeSlot(fd sys.FD, mode sys.Mode) uint32 {
	for int(fd) >= len(l.slots) {
		l.slots = append(l.slots, 0)
	}
	var slot uint32
	if n := len(l.free); n > 0 {
		slot = l.free[n-1]
		l.free = l.free[:n-1]
	} else {
		slot = uint32(len(l.files))
		l.files = append(l.files, file{})
	}
	l.slots[fd] = slot + 1
	f := &l.files[slot]
	f.fd, f.mode = fd, mode
	return slot
}

func (l *Loop) releaseSlot(slot uint32) {
	f := &l.files[slot]
	l.slots[f.fd] = 0
	*f = file{fd: sys.NoFD, generation: f.generation + 1}
	l.free = append(l.free, slot)
}
