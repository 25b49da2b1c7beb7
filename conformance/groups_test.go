package conformance

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"seedis/commands"
)

// Some commands need others around them, wherever they are drawn.

// group draws a request, or several that belong together.
func (g *generator) group(t *rapid.T) [][]string {
	row := g.rows.Draw(t, "command")
	if isBlocking(row) {
		return g.blocking(t, row)
	}
	return g.settled(t, g.spoiled(t, row))
}

// isBlocking tells of commands that wait. WAIT has no flag that says so.
func isBlocking(row *commands.Command) bool {
	return row.Flags&commands.Blocking != 0 || row.FullName == "wait"
}

// lexicalKey holds, if anything, a sorted set in which all scores are zero.
const lexicalKey = "lexical"

// readsNumber reads a number, and does no more. The SORT of redis-server 7.0.15
// fails if what any command read before it was beyond a double, since it looks at
// an errno(3) that it has not cleared; this clears it. A score that is too small
// for a double's full precision is not drawn at all: SORT reads it itself.
var readsNumber = []string{"ZADD", "errno", "XX", "1", "m"}

// settled puts before a request by names what makes all scores equal: where they
// are not, the answer depends on the levels that a skip list has drawn. A SORT
// comes behind a number.
func (g *generator) settled(t *rapid.T, request []string) [][]string {
	name := strings.ToLower(request[0])
	if name == "sort" || name == "sort_ro" {
		return [][]string{readsNumber, request}
	}
	isLexical := strings.HasPrefix(name, "z") && strings.Contains(name, "lex") ||
		slices.ContainsFunc(request, func(word string) bool { return strings.EqualFold(word, "bylex") })
	if !isLexical {
		return [][]string{request}
	}
	source := 1
	if name == "zrangestore" {
		source = 2
	}
	if source < len(request) {
		request[source] = lexicalKey
	}
	return [][]string{{"ZUNIONSTORE", lexicalKey, "1", homes["sorted-set"].Draw(t, "key"), "WEIGHTS", "0"}, request}
}

// pushes are the requests, but for the key, that leave something to take for
// the blocking commands of a group.
var pushes = map[string][]string{
	"list":       {"RPUSH", "m1"},
	"sorted-set": {"ZADD", "1", "m1"},
}

// blocking draws a request that could block its client, and nobody would come
// to wake it: in a transaction, behind a request that leaves something to take,
// or with a time that ends at once. Only in a transaction it may be spoiled.
func (g *generator) blocking(t *rapid.T, row *commands.Command) [][]string {
	push := pushes[row.Doc.Group]
	switch kind := percent.Draw(t, "blocking"); {
	case kind < 40 || push == nil:
		return [][]string{{"MULTI"}, g.spoiled(t, row), {"EXEC"}}
	case kind < 80:
		key := homes[row.Doc.Group].Draw(t, "key")
		return [][]string{slices.Insert(slices.Clone(push), 1, key), g.about(t, row, key)}
	}
	g.isBrief = true
	request := g.call(t, row)
	g.isBrief = false
	return [][]string{request}
}

// about draws a request of which the first key is the given one.
func (g *generator) about(t *rapid.T, row *commands.Command, key string) []string {
	g.subject = &key
	request := g.call(t, row)
	g.subject = nil
	return request
}

// settle makes a SORT whose order could be up to chance a plainer one. What sorts
// by weights that are texts has ties, and so have texts that end early for
// strcoll(3); a set is in no order before. STORE settles all but the first.
func settle(request []string) []string {
	isByChance, hasStore := sortsByChance(request)
	switch {
	case isByChance && hasStore:
		return slices.DeleteFunc(request, func(word string) bool { return strings.EqualFold(word, "alpha") })
	case isByChance:
		return request[:min(2, len(request))]
	}
	return request
}

func sortsByChance(request []string) (isByChance, hasStore bool) {
	if name := strings.ToLower(request[0]); name != "sort" && name != "sort_ro" {
		return false, false
	}
	has := func(word string) bool {
		return slices.ContainsFunc(request, func(w string) bool { return strings.EqualFold(w, word) })
	}
	if has("store") {
		return has("alpha") && has("by"), true
	}
	return has("alpha") || has("by"), false
}

// chanceful draws a request for @chance.
func (g *generator) chanceful(t *rapid.T) []string {
	request := spoil(t, g.call(t, g.chances.Draw(t, "command")))
	if _, hasStore := sortsByChance(request); hasStore {
		return settle(request)
	}
	return request
}
