package simtest

import (
	"fmt"
	"slices"
	"strconv"

	"seedis/resp"
)

// rows is a reply of which it is not known what comes where: the members of a
// set in the order of a table, random fields, what SORT holds to be equal.
type rows struct {
	kind   byte // of the reply in RESP3; it is an array in RESP2
	width  int  // how many elements make a row
	nested bool // a row is an array of its own
	// groups are all rows that there are. Rows of one group may stand in each
	// other's place, and groups follow each other.
	groups [][]string
	start  int  // rows at the front that are left out
	count  int  // rows that the reply has
	again  bool // any row may come at any place, more than once
}

// rowOf is a row of strings as it is compared.
func rowOf(cells ...string) string {
	row := ""
	for _, cell := range cells {
		row += strconv.Quote(cell) + " "
	}
	return row
}

// nullCell is a row of one null; rows can be put together of others.
const nullCell = "null "

// rows answers with rows.
func (s *session) rows(want rows) {
	if !s.resp3 {
		want.kind = '*'
	}
	s.judge(want.judge)
}

func (r rows) judge(reply resp.Reply) error {
	got, err := r.split(reply)
	if err != nil {
		return err
	}
	if len(got) != r.count {
		return fmt.Errorf("want %d rows, got %d", r.count, len(got))
	}
	left := make([][]string, len(r.groups))
	for i, group := range r.groups {
		left[i] = slices.Clone(group)
	}
	for i, row := range got {
		group := r.groupOf(i)
		at := slices.Index(left[group], row)
		if at < 0 {
			return fmt.Errorf("row %d is %.100s, which may not come there", i, row)
		}
		if !r.again {
			left[group] = slices.Delete(left[group], at, at+1)
		}
	}
	return nil
}

// groupOf is the group that a row of the reply must be of.
func (r rows) groupOf(row int) int {
	if r.again {
		return 0
	}
	position := r.start + row
	for i, group := range r.groups {
		if position < len(group) {
			return i
		}
		position -= len(group)
	}
	panic("simtest: a reply is to have more rows than there are")
}

// split makes rows of the elements of a reply.
func (r rows) split(reply resp.Reply) ([]string, error) {
	if reply.Kind != r.kind || reply.Null {
		return nil, fmt.Errorf("want a reply of kind %q", r.kind)
	}
	var all []string
	if r.nested {
		for _, element := range reply.Elements {
			if element.Kind != '*' || len(element.Elements) != r.width {
				return nil, fmt.Errorf("want arrays of %d in an array", r.width)
			}
			all = append(all, cells(element.Elements))
		}
		return all, nil
	}
	if len(reply.Elements)%r.width != 0 {
		return nil, fmt.Errorf("want %d elements to a row", r.width)
	}
	for elements := range slices.Chunk(reply.Elements, r.width) {
		all = append(all, cells(elements))
	}
	return all, nil
}

// cells makes a row of replies.
func cells(elements []resp.Reply) string {
	row := ""
	for _, element := range elements {
		switch {
		case element.Null:
			row += nullCell
		case element.Kind == '$':
			row += rowOf(string(element.Text))
		default:
			row += fmt.Sprintf("%c%s ", element.Kind, element.Text)
		}
	}
	return row
}

// strings answers with strings in this order.
func (s *session) strings(texts []string) {
	s.array(len(texts))
	for _, text := range texts {
		s.bulk(text)
	}
}

// setOf announces the members of a set.
func (s *session) setOf(n int) {
	if s.resp3 {
		s.expect("~", strconv.Itoa(n), "\r\n")
		return
	}
	s.array(n)
}

// anyOrder answers with strings of which nobody knows the order.
func (s *session) anyOrder(kind byte, texts []string) {
	group := make([]string, len(texts))
	for i, text := range texts {
		group[i] = rowOf(text)
	}
	s.rows(rows{kind: kind, width: 1, groups: [][]string{group}, count: len(group)})
}

// oneOf answers with one of some strings.
func (s *session) oneOf(texts []string) {
	s.judge(func(reply resp.Reply) error {
		if reply.Kind != '$' || reply.Null || !slices.Contains(texts, string(reply.Text)) {
			return fmt.Errorf("want one of %d strings", len(texts))
		}
		return nil
	})
}
