package conformance

import (
	"slices"
	"strconv"
	"strings"

	"seedis/resp"
)

// walk is what a cursor is led through from 0 until it comes back there.
type walk struct {
	request []string
	cursor  int // its place in the request
	width   int // texts of an element
}

// collectionWalks are the commands that walk over one collection, by how many
// texts tell of an element.
var collectionWalks = map[string]int{"sscan": 1, "hscan": 2, "zscan": 2}

// isWalk tells of the commands that @scan knows, whose names are in small letters.
func isWalk(name string) bool { return name == "scan" || collectionWalks[name] > 0 }

// newWalk starts one by the words of @scan.
func newWalk(words []string) walk {
	if len(words) > 1 {
		if width := collectionWalks[strings.ToLower(words[0])]; width > 0 {
			return walk{request: slices.Insert(slices.Clone(words), 2, "0"), cursor: 2, width: width}
		}
	}
	return walk{request: append([]string{"SCAN", "0"}, words...), cursor: 1, width: 1}
}

// isWhole tells whether a single call goes over all there is, in an order that
// is the same everywhere: in a collection that is no table.
func (w *walk) isWhole(s *session) (bool, error) {
	if w.cursor == 1 {
		return false, nil
	}
	replies, err := ask(s, [][]string{{"OBJECT", "ENCODING", w.request[1]}})
	if err != nil {
		return false, err
	}
	encoding := string(parsed(replies[0]).Text)
	return encoding != "hashtable" && encoding != "skiplist", nil
}

// scan walks over the whole keyspace, or a collection; its answer is what was
// found, each element once and in order. What is no part of a walk, an error or
// a +QUEUED, is the answer itself.
func (p *player) scan(name string, s *session, words []string) error {
	w := newWalk(words)
	isWhole, err := w.isWhole(s)
	if err != nil {
		return err
	}
	var found []string
	for {
		s.write(appendRequest(nil, w.request))
		if err := p.await(name, s, slices.Clone(w.request)); err != nil {
			return err
		}
		last := len(p.answers) - 1
		reply, _, err := resp.ParseReply([]byte(p.answers[last].Reply))
		if isWhole || err != nil || len(reply.Elements) != 2 {
			return nil
		}
		p.answers = p.answers[:last]
		found = append(found, itemsOf(reply.Elements[1], w.width)...)
		if w.request[w.cursor] = string(reply.Elements[0].Text); w.request[w.cursor] == "0" {
			break
		}
	}
	slices.Sort(found)
	elements := strconv.Quote(strings.Join(slices.Compact(found), " "))
	p.answers = append(p.answers, Answer{Connection: name, Request: append([]string{scanVerb}, words...), Reply: "+" + elements + "\r\n"})
	return nil
}
