package resp

import "strings"

// MatchError tells which row of the table an error reply comes from: reply is
// the whole line, '-' and line end included. Where several rows could have
// made it, the one that leaves least to its verbs is the answer. It is for
// tests that hold the table against another server.
func MatchError(reply []byte) (Error, bool) {
	text, isError := strings.CutPrefix(string(reply), "-")
	text, isLine := strings.CutSuffix(text, "\r\n")
	if !isError || !isLine {
		return 0, false
	}
	var best Error
	literals := -1
	for e := range Errors() {
		parts := literalParts(e.String())
		if length := len(strings.Join(parts, "")); length > literals && matches(text, parts) {
			best, literals = e, length
		}
	}
	return best, best != 0
}

// literalParts is what stands between the verbs of an error's text.
func literalParts(text string) []string {
	return strings.Split(strings.NewReplacer("%.128s", "%", "%s", "%", "%d", "%", "%c", "%").Replace(text), "%")
}

// matches tells whether text is parts with anything between them.
func matches(text string, parts []string) bool {
	first, last := parts[0], parts[len(parts)-1]
	if len(parts) == 1 {
		return text == first
	}
	if len(text) < len(first)+len(last) || !strings.HasPrefix(text, first) || !strings.HasSuffix(text, last) {
		return false
	}
	text = text[len(first) : len(text)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text = after
	}
	return true
}
