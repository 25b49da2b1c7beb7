package fuzz

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"seedis/resp"
)

// requests is what a parser made of a stream.
type requests struct {
	Commands [][]string
	Failure  string // the reply
}

// queryBuffer reads requests from a stream that comes in chunks, the way the
// server does.
type queryBuffer struct {
	requests
	t      *testing.T
	bytes  []byte
	parser resp.Parser
	limits resp.Limits
}

func (q *queryBuffer) receive(chunk []byte) {
	q.bytes = append(q.bytes, chunk...)
	for {
		before := q.parser.Start()
		spans, status := q.parser.Next(q.bytes, &q.limits, nil)
		q.checkPositions(before)
		if status != resp.Complete {
			if len(spans) > 0 {
				q.t.Fatal("arguments without a command")
			}
			if status == resp.Failed {
				q.Failure = q.failure()
			}
			return
		}
		q.Commands = append(q.Commands, q.texts(spans, before))
	}
}

func (q *queryBuffer) checkPositions(before int) {
	start, position := q.parser.Start(), q.parser.Position()
	if before > start || start > position || position > len(q.bytes) {
		q.t.Fatalf("from %d: start %d, position %d, %d bytes", before, start, position, len(q.bytes))
	}
	inHeader, inBulk := q.parser.Partial()
	if need := q.parser.Need(); inHeader && inBulk || (need > 0) != inBulk {
		q.t.Fatalf("in header %v, in bulk %v, %d bytes needed", inHeader, inBulk, need)
	}
}

// failure is the last reply of a connection that broke the protocol.
func (q *queryBuffer) failure() string {
	var w resp.Writer
	reply := make([]byte, 100)
	w.Attach(reply, 0, nil)
	q.parser.WriteError(&w)
	e, ok := resp.MatchError(reply[:w.Used()])
	if !ok || e != q.parser.Error() {
		q.t.Fatalf("%v was written as %q", q.parser.Error(), reply[:w.Used()])
	}
	return string(reply[:w.Used()])
}

// texts reads the arguments, which must lie within their command and in order.
func (q *queryBuffer) texts(spans []resp.Span, before int) (texts []string) {
	args := resp.Args{Buffer: q.bytes, Spans: spans}
	end := before
	for i, span := range spans {
		if int(span.Offset) < end {
			q.t.Fatalf("argument %d at %v overlaps what is before %d", i, span, end)
		}
		end = int(span.Offset) + int(span.Length)
		texts = append(texts, string(args.At(i)))
	}
	if len(spans) == 0 || end > q.parser.Start() {
		q.t.Fatalf("%d arguments up to %d of a command up to %d", len(spans), end, q.parser.Start())
	}
	return texts
}

// discard moves what is not yet read to another place and spoils the old one.
func (q *queryBuffer) discard() {
	start := q.parser.Start()
	kept := bytes.Clone(q.bytes[start:])
	clear(q.bytes)
	q.bytes = kept
	q.parser.Discard(start)
}

// reread gives the last commands back and reads them again.
func (q *queryBuffer) reread() {
	again := *q
	again.requests = requests{}
	again.parser.Rewind(0)
	again.receive(nil)
	last := q.Commands[len(q.Commands)-len(again.Commands):]
	if len(last) > 0 && !cmp.Equal(last, again.Commands) || again.parser.Start() != q.parser.Start() {
		q.t.Fatalf("read again: %q, at first %q", again.Commands, last)
	}
	q.parser = again.parser
}

// FuzzParser holds that a stream means the same however it is cut into chunks,
// with the buffer moved and commands given back in between.
func FuzzParser(f *testing.F) {
	f.Fuzz(func(t *testing.T, stream []byte, seed uint64) {
		choices := rand.New(rand.NewPCG(seed, 0))
		limits := resp.Limits{
			MaxBulk:       int64(1) << (4 + choices.IntN(20)),
			MaxArgs:       math.MaxInt32,
			Authenticated: choices.IntN(4) > 0,
		}
		whole := queryBuffer{t: t, limits: limits}
		whole.receive(stream)

		cut := queryBuffer{t: t, limits: limits}
		longest := 1 + choices.IntN(64)
		for rest := stream; len(rest) > 0; {
			n := min(len(rest), 1+choices.IntN(longest))
			cut.receive(rest[:n])
			rest = rest[n:]
			switch choices.IntN(8) {
			case 0:
				cut.discard()
			case 1:
				cut.reread()
			}
		}
		if diff := cmp.Diff(whole.requests, cut.requests); diff != "" {
			t.Fatalf("(-in one piece +in chunks): %s", diff)
		}
	})
}
