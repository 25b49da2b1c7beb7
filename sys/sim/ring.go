package sim

// ring is a bounded queue of bytes. Its memory grows with what it holds, so
// that thousands of idle connections cost little, and stays when it is reused.
type ring struct {
	memory []byte
	head   int // of the oldest byte
	size   int
	limit  int
}

// leastRing is the first size of a ring's memory: a pipeline of requests fits.
const leastRing = 1024

// clear empties the ring and gives it a new limit.
func (r *ring) clear(limit int) {
	r.head, r.size, r.limit = 0, 0, limit
}

// free is the number of bytes that still fit.
func (r *ring) free() int { return r.limit - r.size }

// write appends p, which fits.
func (r *ring) write(p []byte) {
	if len(p) > r.free() {
		panic("sim: a ring overflows")
	}
	if r.size+len(p) > len(r.memory) {
		r.grow(r.size + len(p))
	}
	tail := r.head + r.size
	if tail >= len(r.memory) {
		tail -= len(r.memory)
	}
	n := copy(r.memory[tail:], p)
	copy(r.memory, p[n:])
	r.size += len(p)
}

// read takes the oldest len(p) bytes, which are there.
func (r *ring) read(p []byte) {
	if len(p) > r.size {
		panic("sim: a ring runs dry")
	}
	n := copy(p, r.memory[r.head:])
	copy(p[n:], r.memory)
	r.size -= len(p)
	r.head += len(p)
	if r.head >= len(r.memory) {
		r.head -= len(r.memory)
	}
	if r.size == 0 {
		r.head = 0
	}
}

func (r *ring) grow(size int) {
	memory := make([]byte, min(r.limit, max(size, 2*len(r.memory), leastRing)))
	held := r.size
	r.read(memory[:held])
	r.memory, r.head, r.size = memory, 0, held
}
