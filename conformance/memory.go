package conformance

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/google/go-cmp/cmp"

	"seedis/resp"
)

// ownAmount compares two amounts of memory: each server has its own, or none if
// the other has none.
func ownAmount(oracle, other resp.Reply) string {
	amount := func(reply resp.Reply) string {
		if n, ok := resp.ParseInt(reply.Text); ok && n > 0 {
			return "some"
		}
		return string(reply.Kind) + string(reply.Text)
	}
	return cmp.Diff(amount(oracle), amount(other))
}

// ownFiguresByName compares the names in a map, and the kinds of what they stand for.
func ownFiguresByName(oracle, other resp.Reply) string {
	return cmp.Diff(figureNames(oracle), figureNames(other))
}

func figureNames(reply resp.Reply) []string {
	var names []string
	for i := 0; i+1 < len(reply.Elements); i += 2 {
		name, value := reply.Elements[i], reply.Elements[i+1]
		names = append(names, string(name.Text)+" "+string(value.Kind))
		names = append(names, figureNames(value)...)
	}
	return names
}

// anyText tells whether both are texts of the same kind.
func anyText(oracle, other resp.Reply) string {
	if oracle.Kind != other.Kind || len(other.Text) == 0 || bytes.HasPrefix(oracle.Text, []byte("txt:")) != bytes.HasPrefix(other.Text, []byte("txt:")) {
		return "it is no text of the same kind"
	}
	return ""
}

// ownNodes are the parts of DEBUG OBJECT that depend on how a list is parted.
var ownNodes = regexp.MustCompile(`(serializedlength:|ql_nodes:|ql_avg_node:|ql_uncompressed_size:)[0-9.]+`)

// partedDifferently tells whether a list is in several nodes on either server: how
// it is parted is each server's own.
func partedDifferently(oracle, other resp.Reply) bool {
	isParted := func(text string) bool {
		return strings.Contains(text, "ql_nodes:") && !strings.Contains(text, "ql_nodes:1 ")
	}
	return isParted(string(oracle.Text)) || isParted(string(other.Text))
}
