package commands

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/mem"
	"seedis/resp"
	"seedis/store"
	"seedis/sys"
	"seedis/sys/real"
)

// startOfTime is the clock of a new machine, in milliseconds since 1970.
const startOfTime = 1_000_000_000_000

// machine is a keyspace with the table at work on it: a server without I/O.
type machine struct {
	table    *Table
	heap     *mem.Heap
	keyspace *store.Keyspace
	call     Call
	stats    Stats
	marks    markCounts
	sink     recorder
	reply    replyBuffer
	writer   resp.Writer
}

// newMachine makes a machine of two databases, whose memory is checked for
// leaks when the test is over.
func newMachine(t testing.TB) *machine {
	m := openMachine(t, true)
	t.Cleanup(m.close)
	return m
}

func openMachine(t rapid.TB, debug bool) *machine {
	t.Helper()
	heap, err := mem.New(mem.Options{Memory: real.Memory{}, Reserve: 1 << 30, Debug: debug, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	m := &machine{table: NewTable(), heap: heap}
	m.keyspace = store.New(heap, &m.marks, 1, 2)
	m.writer.Attach(m.reply.room[:], 0, &m.reply)
	m.call = Call{
		Reply: &m.writer, Keyspace: m.keyspace, DB: m.keyspace.DB(0), Heap: heap, Now: startOfTime,
		MaxBulk: 512 << 20, AtOnce: true, Sink: &m.sink, Stats: &m.stats, Marks: &m.marks,
	}
	return m
}

func (m *machine) close() {
	for i := range m.keyspace.Databases() {
		m.keyspace.DB(i).Clear()
	}
	if bytes, blocks := m.heap.Live(); bytes != 0 || blocks != 0 {
		panic(fmt.Sprintf("an empty keyspace has %d bytes in %d blocks", bytes, blocks))
	}
	m.heap.Close()
}

// do runs one command the way the server does, and returns its reply.
func (m *machine) do(words ...string) string {
	m.run(requestOf(words...))
	return m.reply.take(&m.writer)
}

// run finds and runs one command without taking the reply.
func (m *machine) run(args resp.Args) {
	command := m.table.Lookup(args)
	switch {
	case command == nil:
		m.writer.UnknownCommand(args)
		return
	case !command.ArityOK(args.Len()):
		m.writer.Error(resp.ErrWrongArity, command.FullName)
		return
	}
	m.call.Command, m.call.Args = command, args
	m.call.FirstKey = store.Key{}
	if first := command.FirstKey(); first != 0 {
		m.call.FirstKey = m.keyspace.Key(args.At(first))
	}
	command.Run(&m.call)
}

// digest is every entry of every database, with value and expiry, sorted.
func (m *machine) digest() []string {
	var lines []string
	for i := range m.keyspace.Databases() {
		db := m.keyspace.DB(i)
		note := func(e store.Entry) {
			lines = append(lines, fmt.Sprintf("%d %q %s %d", i, e.Key(), contentOf(e), e.ExpireAt()))
		}
		for cursor := db.Scan(0, note); cursor != 0; {
			cursor = db.Scan(cursor, note)
		}
	}
	slices.Sort(lines)
	return lines
}

// contentOf is a value as one word: of a collection, what it has and not how it is
// kept.
func contentOf(e store.Entry) string {
	var scratch [store.Digits]byte
	if e.Type() == store.ZSetType {
		return rankedContent(e)
	}
	if e.Type() != store.ListType {
		return fmt.Sprintf("%q", e.Text(&scratch))
	}
	l := e.DB().List(store.Key{}, e)
	words := []string{"list"}
	for w := l.Walk(0); len(words) <= l.Len(); {
		words = append(words, fmt.Sprintf("%q", w.Next(&scratch)))
	}
	return strings.Join(words, ",")
}

// rankedContent is contentOf a sorted set.
func rankedContent(e store.Entry) string {
	z := e.DB().ZSet(store.Key{}, e)
	words, scratch := []string{"zset"}, [store.Digits]byte{}
	for w := z.Forward(0, z.Len()); w.Left() > 0; w.Next() {
		words = append(words, fmt.Sprintf("%q %v", w.Member(&scratch), w.Score()))
	}
	return strings.Join(words, ",")
}

// requestOf is a request as the parser would have left it.
func requestOf(words ...string) resp.Args {
	var args resp.Args
	for _, word := range words {
		args.Spans = append(args.Spans, resp.Span{Offset: uint32(len(args.Buffer)), Length: uint32(len(word))})
		args.Buffer = append(args.Buffer, word...)
	}
	return args
}

// recorder is a Sink that notes what it is told.
type recorder struct {
	events  []string
	changes int  // in all
	whole   bool // a whole database has changed, which counts otherwise
	effects [][]string
}

// Modified notes an event, with its number of changes unless that is 1.
func (r *recorder) Modified(db *store.DB, key []byte, event Event, changes int) {
	name := event.Name
	if changes != 1 {
		name = fmt.Sprintf("%s*%d", name, changes)
	}
	r.events = append(r.events, fmt.Sprintf("%c %s %d %s", event.Class, name, db.Index(), key))
	r.changes += changes
}

func (r *recorder) Flushing(db *store.DB) {
	r.whole = true
	r.events = append(r.events, fmt.Sprintf("flushing %d", db.Index()))
}

func (r *recorder) Swapping(a, b *store.DB) {
	r.whole = true
	r.events = append(r.events, fmt.Sprintf("swapping %d %d", a.Index(), b.Index()))
}

func (r *recorder) Effect(db *store.DB, argv [][]byte) {
	effect := []string{strconv.Itoa(db.Index())}
	for _, word := range argv {
		effect = append(effect, string(word))
	}
	r.effects = append(r.effects, effect)
}

// take returns what was told since the last call: events, and effects as
// lines. The database's number stands before each.
func (r *recorder) take() (events, effects []string) {
	for _, effect := range r.effects {
		effects = append(effects, strings.Join(effect, " "))
	}
	events = r.events
	*r = recorder{}
	return events, effects
}

// silence is a Sink for tests that count allocations.
type silence struct{}

func (silence) Modified(*store.DB, []byte, Event, int) {}
func (silence) Flushing(*store.DB)                     {}
func (silence) Swapping(_, _ *store.DB)                {}
func (silence) Effect(*store.DB, [][]byte)             {}

// replyBuffer gathers replies of any length. Its room is small, so that longer
// replies ask for more.
type replyBuffer struct {
	room [64]byte
	full []byte
}

func (b *replyBuffer) Closed() bool { return false }

func (b *replyBuffer) More(used, need int) []byte {
	b.full = append(b.full, b.room[:used]...)
	return b.room[:]
}

func (b *replyBuffer) take(w *resp.Writer) string {
	reply := string(b.full) + string(b.room[:w.Detach()])
	b.full = b.full[:0]
	w.Attach(b.room[:], 0, b)
	return reply
}

// markCounts counts marks.
type markCounts [sys.MarkCount]int

func (m *markCounts) Mark(mark sys.Mark) { m[mark]++ }
