package kernels

import (
	"fmt"
	"strconv"
	"strings"
)

// Script is a list of steps. It is written one step a line; what follows # is a
// comment.
type Script []Step

// Step is one operation: a verb, the object that it is done to, and words that
// say more. Objects are named by a letter and a number: l0 is a listener, c0
// and s0 are the two ends of connection 0, where c connected and s was accepted,
// p0 is a poller and f0 an open file.
//
//	listen l0 tcp 5         family tcp, tcp6 or unix; backlog
//	listen-again l1 l0      another listener on the address of l0
//	listen-on l1 c0         another listener on the address of a client
//	listen-beside l1 l0 any 5
//	                        at the port of a listener and another address: any
//	                        (which is all of them) or second (of IPv4: 127.0.0.2)
//	listen-at l1 a 5        on a unix socket in place of what has that name
//	connect c0 l0           to the address of a listener
//	accept l0
//	send c0 10 0 20         three buffers in one operation
//	receive s0 10 20
//	send-all c0 s1 c2       ten bytes each, of connections that differ, in one batch
//	receive-all c0 s1
//	fill c0                 send until nothing more is taken
//	drain s0                receive until nothing more comes
//	shutdown c0 read        read, write or both
//	option c0 no-delay 1    no-delay, keep-alive, linger-reset, receive-buffer, send-buffer
//	result c0               the pending error
//	address c0
//	close c0                of anything
//	poller p0
//	add p0 s0 rw edge       interest in r, w, both or - (none); level or edge
//	modify p0 s0 r level
//	delete p0 s0
//	wait p0 8               without sleep; room for 8 events
//	doze p0 8               wait, with sleep for a millisecond at most
//	wake p0
//	sleep p0                wait until something happens; only after wake
//	slumber p0              wait until something happens, another thread's wake at last
//	open f0 a rwctax 640    read, write, create, truncate, append, exclusive; the
//	                        permission bits of a new file, 600 unless said
//	read f0 10
//	write f0 10
//	mode f0                 its permission bits
//	set-mode f0 604
//	sync f0
//	sync-directory          in which all names are
//	rename a b
//	remove a
//	clock                   reads the clocks that do not go back
//	park 0 1 1000           on a word that is 0, expecting 1, for so many nanoseconds
//	rendezvous              park until another thread comes
//	limit 2                 how many more descriptors can be opened, or none
//	settle                  lets arrive what is on its way
type Step struct {
	Verb  string
	On    string
	Words []string
}

func (s Step) String() string {
	return strings.TrimSpace(strings.Join(append([]string{s.Verb, s.On}, s.Words...), " "))
}

func (s Script) String() string {
	var text strings.Builder
	for _, step := range s {
		fmt.Fprintln(&text, step)
	}
	return text.String()
}

// GoString is how package rapid prints what it has drawn.
func (s Script) GoString() string { return fmt.Sprintf("Parse(`%s`)", s) }

// word is the number-th word, "" if there are fewer.
func (s Step) word(number int) string {
	if number < len(s.Words) {
		return s.Words[number]
	}
	return ""
}

// number is the number-th word as a number, 0 if it is none.
func (s Step) number(number int) int { return numberOf(s.word(number)) }

// first is what the step is done to, where that is a number and no object.
func (s Step) first() int { return numberOf(s.On) }

func numberOf(word string) int {
	n, err := strconv.Atoi(word)
	if err != nil {
		return 0
	}
	return n
}

// bits is the number-th word read as permission bits, or what they are by default.
func (s Step) bits(number int) uint32 {
	bits, err := strconv.ParseUint(s.word(number), 8, 32)
	if err != nil {
		return defaultMode
	}
	return uint32(bits)
}

// defaultMode is what a new file is made with where the script does not say.
const defaultMode = 0o600

// total is the sum of the words of a transfer.
func (s Step) total() int {
	total := 0
	for i := range s.Words {
		total += s.number(i)
	}
	return total
}

// parts are the transfers of a batch, as steps of their own.
func (s Step) parts() []Step {
	verb, _, _ := strings.Cut(s.Verb, "-")
	parts := []Step{}
	for _, end := range append([]string{s.On}, s.Words...) {
		parts = append(parts, Step{Verb: verb, On: end, Words: []string{"10"}})
	}
	return parts
}

// Parse reads what String writes.
func Parse(text string) Script {
	var script Script
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		step := Step{Verb: words[0]}
		if len(words) > 1 {
			step.On, step.Words = words[1], words[2:]
		}
		script = append(script, step)
	}
	return script
}

// connectionOf is the number of an end's connection, as text.
func connectionOf(end string) string { return end[1:] }

// peerOf is the name of the other end.
func peerOf(end string) string {
	if end[0] == 'c' {
		return "s" + end[1:]
	}
	return "c" + end[1:]
}

// isEnd tells whether a name is one of a connection's end.
func isEnd(name string) bool { return name != "" && (name[0] == 'c' || name[0] == 's') }
