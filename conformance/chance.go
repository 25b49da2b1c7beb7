package conformance

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"seedis/resp"
)

// What follows are requests whose replies are up to chance: elements are drawn,
// or come in the order of a hash table whose seed is drawn at the start. @chance
// carries out such a request with others around it, holds the reply against what
// the same server tells of the collection, and makes of it an answer that has to
// be equal on all servers.

// drawers are the commands that draw elements, by the request, but for the key,
// that tells of all elements.
var drawers = map[string][]string{
	"spop":        {"SMEMBERS"},
	"srandmember": {"SMEMBERS"},
	"hrandfield":  {"HGETALL"},
	"zrandmember": {"ZRANGE", "0", "-1", "WITHSCORES"},
}

// listers are the commands that list elements, by the encodings of their keys
// from which on the order is that of a hash table. What SUNION and SDIFF list is
// a new set, which no key tells about.
var listers = map[string][]string{
	"smembers": {unorderedEncoding},
	"hgetall":  {unorderedEncoding},
	"hkeys":    {unorderedEncoding},
	"hvals":    {unorderedEncoding},
	"sinter":   {unorderedEncoding},
	"sunion":   {unorderedEncoding, "intset", ""},
	"sdiff":    {unorderedEncoding, "intset", ""},
	"sort":     {unorderedEncoding, "skiplist", "listpack"}, // of a sorted set, as there are no hashes to sort
	"sort_ro":  {unorderedEncoding, "skiplist", "listpack"},
}

// keepsOrder tells of a SORT that does not sort, by a pattern that is the same
// for all: a sorted set stays in its own order.
func keepsOrder(request []string) bool {
	for i := 2; i+1 < len(request); i++ {
		if strings.EqualFold(request[i], "by") && !strings.Contains(request[i+1], "*") {
			return true
		}
	}
	return false
}

// isChance tells of the commands that @chance knows, whose names are in small
// letters.
func isChance(name string) bool { return drawers[name] != nil || listers[name] != nil }

// chance carries out a request outside of a transaction.
func (p *player) chance(name string, s *session, request []string) error {
	command := strings.ToLower(request[0])
	if !isChance(command) {
		return fmt.Errorf("%s does not know %q", chanceVerb, command)
	}
	perform := p.list
	if drawers[command] != nil {
		perform = p.draw
	}
	reply, err := perform(s, request)
	if err != nil {
		return err
	}
	p.answers = append(p.answers, Answer{Connection: name, Request: append([]string{chanceVerb}, request...), Reply: reply})
	return nil
}

// list carries out a request that lists elements. If the order is that of a
// hash table they are sorted. Of a part of so many, LIMIT, only the number is
// the same everywhere.
func (p *player) list(s *session, request []string) (string, error) {
	keys := request[1:]
	if strings.HasPrefix(strings.ToLower(request[0]), "sort") {
		keys = keys[:min(1, len(keys))]
	}
	var asked [][]string
	for _, key := range keys {
		asked = append(asked, []string{"OBJECT", "ENCODING", key})
	}
	replies, err := ask(s, append(asked, request))
	if err != nil {
		return "", err
	}
	last, isTable := replies[len(keys)], false
	for _, encoding := range replies[:len(keys)] {
		isTable = isTable || isUnordered(request, string(parsed(encoding).Text))
	}
	reply := parsed(last)
	if !isTable || !isAggregate(reply) {
		return last, nil
	}
	listed := itemsOf(reply, widthOf(request))
	if slices.ContainsFunc(request, func(word string) bool { return strings.EqualFold(word, "limit") }) {
		return bulk(fmt.Sprintf("%c of %d", reply.Kind, len(listed))), nil
	}
	slices.Sort(listed)
	return bulk(fmt.Sprintf("%c %v", reply.Kind, listed)), nil
}

func isUnordered(request []string, encoding string) bool {
	if encoding != unorderedEncoding && keepsOrder(request) {
		return false
	}
	return slices.Contains(listers[strings.ToLower(request[0])], encoding)
}

// widthOf is how many texts of a reply are about one element.
func widthOf(request []string) int {
	last := strings.ToLower(request[len(request)-1])
	if strings.EqualFold(request[0], "hgetall") || last == "withvalues" || last == "withscores" {
		return 2
	}
	return 1
}

// draw carries out a request that draws elements. How many they are and in what
// form they come is the answer. What SPOP has taken is put back, so that the
// servers hold the same again.
func (p *player) draw(s *session, request []string) (string, error) {
	all := slices.Insert(slices.Clone(drawers[strings.ToLower(request[0])]), 1, request[1:min(2, len(request))]...)
	replies, err := ask(s, [][]string{all, request, all})
	if err != nil {
		return "", err
	}
	reply := parsed(replies[1])
	if isError(reply) || reply.Null || isAggregate(reply) && len(reply.Elements) == 0 {
		return replies[1], nil
	}
	drawn := itemsOf(reply, widthOf(request))
	before, after := elementsFor(request, parsed(replies[0])), elementsFor(request, parsed(replies[2]))
	if err := holdDrawn(request, before, drawn, after); err != nil {
		return "", err
	}
	if len(after) < len(before) && len(after) > 0 {
		if _, err := ask(s, [][]string{append([]string{"SADD", request[1]}, flatTexts(reply)...)}); err != nil {
			return "", err
		}
	}
	return bulk(fmt.Sprint(printable(withoutTexts(reply)))), nil
}

// elementsFor are all elements in the form in which a request draws them:
// without their values, if it does not ask for those.
func elementsFor(request []string, all resp.Reply) []string {
	if drawers[strings.ToLower(request[0])][0] == "SMEMBERS" || widthOf(request) == 2 {
		return itemsOf(all, widthOf(request))
	}
	var names []string
	for pair := range slices.Chunk(flatTexts(all), 2) {
		names = append(names, fmt.Sprintf("%q", pair[:1]))
	}
	return names
}

// holdDrawn tells what is wrong with what was drawn: it has to be there, and
// distinct unless the request asks for a number below zero. Only SPOP takes it
// away, and nothing else.
func holdDrawn(request, before, drawn, after []string) error {
	mayRepeat := len(request) > 2 && strings.HasPrefix(request[2], "-")
	left := map[string]bool{}
	for _, item := range before {
		left[item] = true
	}
	times := map[string]int{}
	for _, item := range drawn {
		if times[item]++; !left[item] {
			return fmt.Errorf("it drew %s, which is not there", item)
		}
		if times[item] > 1 && !mayRepeat {
			return fmt.Errorf("it drew %s twice", item)
		}
	}
	if strings.EqualFold(request[0], "spop") {
		maps.DeleteFunc(left, func(item string, _ bool) bool { return times[item] > 0 })
	}
	for _, item := range after {
		if !left[item] {
			return fmt.Errorf("%s is there that should not", item)
		}
	}
	if len(after) != len(left) {
		return fmt.Errorf("of %d elements it left %d", len(before), len(after))
	}
	return nil
}

func isAggregate(reply resp.Reply) bool { return strings.IndexByte("*~%", reply.Kind) >= 0 }

// itemsOf are the elements that a reply tells of, in quotes; each takes so many
// texts, which RESP3 nests.
func itemsOf(reply resp.Reply, width int) []string {
	var items []string
	for chunk := range slices.Chunk(flatTexts(reply), width) {
		items = append(items, fmt.Sprintf("%q", chunk))
	}
	return items
}

// flatTexts are all texts of a reply. What is null has one of its own.
func flatTexts(reply resp.Reply) []string {
	switch {
	case reply.Null:
		return []string{"null"}
	case !isAggregate(reply):
		return []string{string(reply.Text)}
	}
	var list []string
	for _, element := range reply.Elements {
		list = append(list, flatTexts(element)...)
	}
	return list
}

// withoutTexts is the form of a reply.
func withoutTexts(reply resp.Reply) resp.Reply {
	reply.Text = nil
	reply.Elements = slices.Clone(reply.Elements)
	for i := range reply.Elements {
		reply.Elements[i] = withoutTexts(reply.Elements[i])
	}
	return reply
}
