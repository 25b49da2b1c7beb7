package simtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"seedis/resp"
	"seedis/sys"
)

// told makes a stage of lines such as "1 10-20 SET key v: +OK": a client, from when to
// when, and the reply; "10-" is without one.
func told(t *testing.T, lines ...string) *stage {
	t.Helper()
	s := &stage{key: "key"}
	for _, line := range lines {
		asked, reply, _ := strings.Cut(line, ": ")
		words := strings.Fields(asked)
		client, err := strconv.Atoi(words[0])
		if err != nil {
			t.Fatal(err)
		}
		from, to, _ := strings.Cut(words[1], "-")
		e := &exchange{stage: s, client: client, request: words[2:], called: moment(from), told: moment(to)}
		switch reply {
		case "":
		case "none":
			e.reply = resp.Reply{Kind: '$', Null: true}
		default:
			e.reply = resp.Reply{Kind: reply[0], Text: []byte(reply[1:])}
		}
		s.exchanges = append(s.exchanges, e)
	}
	return s
}

func moment(text string) int {
	n, _ := strconv.Atoi(text) // "" is 0
	return n
}

func TestHistoriesThatNoOrderExplains(t *testing.T) {
	for _, history := range []struct {
		name string
		good bool
		told []string
	}{
		{"one after the other", true, []string{
			"1 1-2 GET key: none", "1 3-4 SET key a: +OK", "2 5-6 GETSET key b: $a", "1 7-8 GETDEL key: $b", "2 9-10 STRLEN key: :0",
		}},
		{"a stale value", false, []string{"1 1-2 SET key a: +OK", "1 3-4 SET key b: +OK", "2 5-6 GET key: $a"}},
		{"at the same time, either", true, []string{"1 1-2 SET key a: +OK", "1 3-6 SET key b: +OK", "2 4-5 GET key: $a"}},
		{"and not back again", false, []string{
			"1 1-2 SET key a: +OK", "1 3-9 SET key b: +OK", "2 4-5 GET key: $b", "2 6-7 GET key: $a",
		}},
		{"a lost update", false, []string{"1 1-5 INCR key: :1", "2 1-5 INCR key: :1"}},
		{"two have set what one can set", false, []string{"1 1-5 SETNX key a: :1", "2 1-5 SETNX key b: :1"}},
		{"of two that delete, both did", false, []string{"1 1-2 SET key a: +OK", "1 3-5 DEL key: :1", "2 3-5 UNLINK key: :1"}},
		{"carried out twice", false, []string{"1 1-2 APPEND key 7: :1", "1 3-4 GET key: $77"}},
		{"without a reply, it may be done", true, []string{"1 1- SET key a", "2 5-6 GET key: none", "2 7-8 GET key: $a"}},
		{"and cannot be undone", false, []string{"1 1- SET key a", "2 5-6 GET key: $a", "2 7-8 GET key: none"}},
		{"before it was sent", false, []string{"2 5-6 GET key: $a", "1 7- SET key a"}},
		{"refused, it changes nothing", true, []string{"1 1-2 SET key a: -NOAUTH", "2 3-4 GET key: none"}},
		{"no number", true, []string{"1 1-2 SET key a: +OK", "2 3-4 INCR key: -" + notNumber, "2 5-6 GET key: $a"}},
		{"no number, and yet", false, []string{"1 1-2 SET key 1: +OK", "2 3-4 INCR key: -" + notNumber}},
	} {
		err := told(t, history.told...).check(checkTime)
		if good := err == nil; good != history.good {
			t.Errorf("%s: %v", history.name, err)
		}
	}
}

// What is told after all keys may have gone proves nothing.
func TestAStageEndsWithItsKeys(t *testing.T) {
	s := told(t, "1 1-2 SET key a: +OK", "1 3-9 GET key: none", "2 4-9 SET key b: +OK")
	if s.check(checkTime) == nil {
		t.Fatal("a value was gone")
	}
	s.ended = 8
	if err := s.check(checkTime); err != nil {
		t.Error(err)
	}
}

// A history of which it is not known whether it is right is a failure, too.
func TestAHistoryThatTakesTooLong(t *testing.T) {
	const many = 30
	lines := []string{"0 1000-1001 GET key: $none of these"}
	for i := range many {
		lines = append(lines, fmt.Sprintf("%d 1- SET key %d", i, i))
	}
	err := told(t, lines...).check(time.Nanosecond)
	if err == nil || !strings.Contains(err.Error(), "takes too long") {
		t.Errorf("got %v", err)
	}
}

// forgetful is a server's machine on which a string comes again in place of the next one
// of its length.
type forgetful struct{ last []byte }

func (f *forgetful) wrap(kernel sys.Kernel) sys.Kernel {
	return &tap{kernel, func(ops []sys.Op, way sys.Transfers) {
		for i := range ops {
			switch reply := ops[i].Bufs[0]; {
			case reply[0] != '$':
			case len(f.last) == len(reply):
				copy(reply, f.last)
			default:
				f.last = slices.Clone(reply)
			}
		}
		way.SendBatch(ops)
	}}
}

// The history needs no model to find a stale value: it is what the clients saw.
func TestAStaleReplyIsFoundByTheHistoryAlone(t *testing.T) {
	stale := &forgetful{}
	m, err := New(Options{Seed: 1, Memory: memory, Wrap: stale.wrap})
	if err != nil {
		t.Fatal(err)
	}
	r := &run{machine: m}
	m.Start("client", func() {
		c := &client{run: r, number: 1, dice: dice{machine: m.Machine}}
		wire := m.Dial()
		for _, request := range [][]string{
			{"SET", "history:0", "a"}, {"GET", "history:0"}, {"SET", "history:0", "b"}, {"GET", "history:0"},
		} {
			c.record.drafts = []*exchange{{stage: r.history.stage(0, 0), client: 1, request: request}}
			c.noteSent(request)
			wire.Send(request...)
			reply := wire.Receive()
			c.hear(appendReply(nil, reply))
		}
		wire.Close()
	})
	if err := m.Run(); err != nil {
		t.Fatal(err)
	}
	if err := r.history.check(); err == nil || !strings.Contains(err.Error(), "no order of execution") {
		t.Errorf("a stale value was read, and the history says %v: %v", err, r.history.stages[0].exchanges)
	}
}

// appendReply is a simple reply as it came.
func appendReply(dst []byte, reply resp.Reply) []byte {
	if reply.Kind == '$' {
		dst = append(dst, "$"+strconv.Itoa(len(reply.Text))...)
		return append(append(append(dst, "\r\n"...), reply.Text...), "\r\n"...)
	}
	return append(append(append(dst, reply.Kind), reply.Text...), "\r\n"...)
}

// Clients of the campaign collide on the keys of the history.
func TestTheCampaignMakesHistory(t *testing.T) {
	exchanges, together := 0, 0
	for seed := range uint64(20) {
		for _, s := range mustPass(t, workload(seed, 1000)).run.history.stages {
			exchanges += len(s.exchanges)
			together += overlaps(s)
		}
	}
	if exchanges < 500 || together < 100 {
		t.Errorf("%d requests on record, %d of them while another client's was under way", exchanges, together)
	}
}

// overlaps counts the requests that were sent while one of another client was under way.
func overlaps(s *stage) int {
	count := 0
	for i, e := range s.exchanges {
		if slices.ContainsFunc(s.exchanges[:i], func(o *exchange) bool { return o.client != e.client && (o.told == 0 || o.told > e.called) }) {
			count++
		}
	}
	return count
}
