package kernels

import (
	"fmt"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// scripts draws scripts that begin with two connections, over which most of the
// rest goes. Each step knows what was made before it.
func scripts(calm bool) *rapid.Generator[Script] {
	return rapid.Custom(func(t *rapid.T) Script {
		g := &generator{calm: calm}
		g.family = rapid.SampledFrom([]string{"tcp", "unix", "tcp6"}).Draw(t, "family")
		g.script = Parse(fmt.Sprintf("poller p0\nlisten l0 %s 20\nconnect c0 l0\nsettle\naccept l0", g.family))
		g.listeners, g.connections, g.pollers = 1, 1, 1
		draws := rapid.SliceOfN(rapid.Custom(g.draw), 0, 30)
		for range 2 { // a drawn slice is short, and shrinks to nothing
			draws.Draw(t, "steps")
		}
		return g.script
	})
}

// generator makes one script.
type generator struct {
	script                                 Script
	family                                 string
	calm                                   bool // nothing on which kernels may differ
	listeners, connections, pollers, files int
	last, that, woken                      string // the object that was named last, the listener and the poller
}

// forms are steps, or some that belong together, with placeholders. The
// frequent ones stand there more than once.
var forms = strings.Split(`send END SIZES
send END SIZES
receive END SIZES+
receive END SIZES+
send END SIZES; receive PEER SIZES+
send END SIZES; settle; receive PEER SIZES+
send-all END END END
receive-all END END
settle
settle
wait POLLER 8
doze POLLER 8
wait POLLER 8
add POLLER SOCKET INTEREST MODE
add POLLER SOCKET INTEREST MODE
add POLLER END INTEREST MODE; wait POLLER 8; send PEER SIZES; settle; wait POLLER 8; wait POLLER 8
add POLLER END INTEREST MODE; send PEER SIZES; doze POLLER 8; receive SAME SIZES+; doze POLLER 8
add POLLER END INTEREST MODE; wait POLLER 8; shutdown PEER DIRECTION; settle; wait POLLER 8
add POLLER END INTEREST MODE; wait POLLER 8; receive PEER SIZES+; settle; wait POLLER 8
add POLLER END INTEREST MODE; wait POLLER 8; close PEER; settle; wait POLLER 8
modify POLLER SOCKET INTEREST MODE
modify POLLER SOCKET INTEREST MODE; wait POLLER 8
delete POLLER SOCKET
connect NEWEND LISTENER
connect NEWEND LISTENER; accept LISTENER
connect NEWEND LISTENER; settle; accept LISTENER
accept LISTENER
shutdown END DIRECTION
shutdown END DIRECTION; settle; receive PEER SIZES+
close END
close END; settle; receive PEER SIZES+; send SAME SIZES; settle; send SAME SIZES
send END SIZES; settle; close PEER; receive PEER SIZES+; send SAME SIZES
option END OPTION
option END linger-reset 1; close SAME; settle; receive PEER SIZES+
result END
address ANY
listen NEWLISTENER FAMILY BACKLOG
listen-again NEWLISTENER LISTENER BACKLOG
listen-on NEWLISTENER END BACKLOG
listen-beside NEWLISTENER LISTENER HOST BACKLOG
listen-beside NEWLISTENER LISTENER any BACKLOG; connect NEWEND NEWEST; settle; accept NEWEST; address CLIENT; address ACCEPTED
close LISTENER; listen-beside NEWLISTENER THAT HOST BACKLOG; connect NEWEND NEWEST; settle; accept NEWEST; address CLIENT; address ACCEPTED
listen-at NEWLISTENER NAME BACKLOG
listen-at NEWLISTENER NAME BACKLOG; connect NEWEND NEWEST; settle; accept NEWEST
listen NEWLISTENER unix BACKLOG; rename NEWEST NAME; connect NEWEND NEWEST
listen NEWLISTENER unix BACKLOG; remove NEWEST; connect NEWEND NEWEST
listen-at NEWLISTENER a BACKLOG; rename a b; listen-at NEWLISTENER NAME BACKLOG; connect NEWEND NEWEST; accept LISTENER
limit ROOM
limit ROOM; connect NEWEND LISTENER; settle; accept LISTENER; accept LISTENER
limit none
close LISTENER
close LISTENER; connect NEWEND LISTENER; settle; result CLIENT
poller NEWPOLLER
close POLLER
wake POLLER
wake POLLER; sleep WOKEN
slumber POLLER
rendezvous
open NEWFILE NAME FLAGS
open NEWFILE NAME FLAGS BITS; mode SAME
mode ANY
set-mode FILE BITS; mode SAME
open NEWFILE NAME FLAGS; write SAME SIZE; open NEWFILE NAME FLAGS; read SAME SIZE
open NEWFILE NAME rwc; write SAME 50; open NEWFILE NAME APPEND; write SAME SIZE; read SAME SIZE
read FILE SIZE
write FILE SIZE
sync ANY
close FILE
sync-directory
rename NAME NAME
remove NAME
clock
park BIT BIT
park BIT BIT 1000
send ANY SIZES
receive ANY SIZES+
shutdown FILE DIRECTION
option ANY OPTION
result ANY
accept ANY
close ANY
close ANY; close SAME
add POLLER ANY INTEREST MODE
delete POLLER ANY`, "\n")

// roughForms are too big for some buffers, so that a kernel's buffers show.
var roughForms = strings.Split(`listen NEWLISTENER FAMILY 0; connect NEWEND NEWEST; connect NEWEND NEWEST; settle; accept NEWEST; accept NEWEST
fill END
fill END; settle; fill SAME
fill END; add POLLER SAME INTEREST MODE; wait POLLER 8; drain PEER; settle; wait POLLER 8
drain END
drain END
send END BIG
receive END BIG
option END receive-buffer 8192
option END send-buffer 8192
wait POLLER 1`, "\n")

// draw appends the steps of one form.
func (g *generator) draw(t *rapid.T) bool {
	choices := forms
	if !g.calm {
		choices = append(choices[:len(choices):len(choices)], roughForms...)
	}
	form := rapid.SampledFrom(choices).Draw(t, "form")
	for text := range strings.SplitSeq(form, ";") {
		words := strings.Fields(text)
		step := Step{Verb: words[0]}
		for i, word := range words[1:] {
			drawn := g.words(t, word)
			if i == 0 {
				step.On, drawn = drawn[0], drawn[1:]
			}
			step.Words = append(step.Words, drawn...)
		}
		g.script = append(g.script, step)
	}
	return true
}

// words are what a placeholder stands for.
func (g *generator) words(t *rapid.T, placeholder string) []string {
	pick := func(from ...string) []string {
		return strings.Fields(rapid.SampledFrom(from).Draw(t, placeholder))
	}
	object := func(letter string, count int) []string {
		name := letter + strconv.Itoa(rapid.IntRange(0, max(0, count-1)).Draw(t, letter))
		if letter == "p" {
			g.woken = name
		} else {
			g.last = name
		}
		return []string{name}
	}
	switch placeholder {
	case "END":
		return object(pick("c", "s")[0], g.connections)
	case "SAME":
		return []string{g.last}
	case "PEER":
		g.last = peerOf(g.last)
		return []string{g.last}
	case "LISTENER":
		that := object("l", g.listeners)
		g.that = that[0]
		return that
	case "THAT":
		return []string{g.that}
	case "WOKEN":
		return []string{g.woken}
	case "CLIENT":
		return []string{"c" + strconv.Itoa(g.connections-1)}
	case "ACCEPTED":
		return []string{"s" + strconv.Itoa(g.connections-1)}
	case "NEWEST":
		return []string{"l" + strconv.Itoa(g.listeners-1)}
	case "POLLER":
		return object("p", g.pollers)
	case "FILE":
		return object("f", g.files)
	case "SOCKET":
		return g.words(t, pick("END", "END", "END", "LISTENER")[0])
	case "ANY":
		return g.words(t, pick("END", "LISTENER", "FILE", "SOCKET")[0])
	case "NEWEND":
		if g.connections == connectionsMax {
			return object("c", g.connections)
		}
		return g.fresh("c", &g.connections)
	case "NEWLISTENER":
		return g.fresh("l", &g.listeners)
	case "NEWPOLLER":
		g.pollers = pollersMax
		return []string{"p1"}
	case "NEWFILE":
		return g.fresh("f", &g.files)
	}
	return g.plainWords(placeholder, pick)
}

// connectionsMax is how many connections a script has: enough to fill its queues,
// and few enough for the judge, who asks of each what it means for the others.
const connectionsMax = 8

// fresh is the name of a new object.
func (g *generator) fresh(letter string, count *int) []string {
	*count++
	g.last = letter + strconv.Itoa(*count-1)
	return []string{g.last}
}

// plainWords are those that name nothing.
func (g *generator) plainWords(placeholder string, pick func(...string) []string) []string {
	switch placeholder {
	case "SIZE":
		return pick("10", "1", "0", "50")
	case "SIZES":
		return pick("10", "1", "3 0 4", "100", "0", "5 5 5 5", "40 60")
	case "SIZES+":
		if g.calm && g.family == "unix" {
			// Linux tells the sender of room when it has received the whole of a
			// send, the simulated machine when it has received anything.
			return pick("10000", "5000 5000")
		}
		return pick("10", "1", "3 0 4", "200", "5 5 5 5", "100 200")
	case "BIG":
		return pick("5000", "20000", "100000", "1000 30000 1 70000")
	case "INTEREST":
		return pick("r", "rw", "w", "-")
	case "MODE":
		return pick("edge", "level", "edge")
	case "DIRECTION":
		return pick("write", "read", "both")
	case "OPTION":
		return pick("linger-reset 1", "no-delay 1", "keep-alive 300", "keep-alive 40000", "keep-alive 0", "linger-reset 0",
			"receive-buffer 16384", "send-buffer 16384")
	case "FAMILY":
		if g.calm {
			return []string{g.family}
		}
		return pick("tcp", "unix", "tcp6")
	case "BACKLOG":
		if g.calm && g.family != "unix" {
			return pick("20") // a lost request comes again at a time of its own
		}
		return pick("3", "0", "1")
	case "NAME":
		return pick("a", "b", "a", "b", "l0", "l1")
	case "BITS":
		return pick("640", "600", "666", "444", "755")
	case "HOST":
		return pick("any", "second")
	case "ROOM":
		return pick("1", "0", "2", "3")
	case "FLAGS":
		return pick("rwc", "r", "wc", "rw", "wca", "rwct", "rwca", "rwt", "rwcx", "wctx", "rx")
	case "APPEND":
		return pick("rwca", "rwa")
	case "BIT":
		return pick("0", "1")
	}
	return []string{placeholder}
}
