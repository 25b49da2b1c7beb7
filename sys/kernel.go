package sys

// Kernel is a whole machine.
type Kernel interface {
	Sockets
	Pollers
	Threads
	Clock
	Files
	Memory
	Process
	Entropy
	Marks
}

// FD is a descriptor: a socket, a file, or a standard stream.
type FD int32

// NoFD is the descriptor of nothing.
const NoFD FD = -1

// Entropy is the machine's source of randomness (getrandom(2)).
type Entropy interface {
	// Random fills p. In production the bytes are unpredictable; on the
	// simulated machine they follow from its seed.
	Random(p []byte)
}
