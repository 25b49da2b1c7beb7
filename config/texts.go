package config

import "strings"

type (
	// text is one word, whatever it is. The empty one means that there is none
	// and is not written into a file, unless it is a value like any other.
	text struct{ mayBeEmpty bool }
	// fileName is a text that names something in a directory.
	fileName struct {
		of, noun   string // as the complaints say
		mayBeEmpty bool
	}
	// hostName is letters, digits, hyphens and dots.
	hostName struct{}
	// titleTemplate is a text with {variables}.
	titleTemplate struct{}
	// addresses are what the server listens on, kept as a []string.
	addresses struct{}
	// master is a host and a port, or "no one", kept as "host port" or "".
	master struct{}
)

func (text) parse(words []string, _ any) (any, error) {
	word, err := single(words)
	if err != nil {
		return nil, err
	}
	return word, nil
}

func (text) format(value any) string { return value.(string) }

func (k fileName) parse(words []string, _ any) (any, error) {
	word, err := single(words)
	switch {
	case err != nil:
		return nil, err
	case word == "" && !k.mayBeEmpty:
		return nil, wrong(word, k.of+" can't be empty")
	case strings.Contains(word, "/"):
		return nil, wrong(word, k.of+" can't be a path, just a "+k.noun)
	}
	return word, nil
}

func (fileName) format(value any) string { return value.(string) }

func (hostName) parse(words []string, _ any) (any, error) {
	const lengthMax = 255 // bytes, as DNS has it
	word, err := single(words)
	switch {
	case err != nil:
		return nil, err
	case len(word) > lengthMax:
		return nil, wrong(word, "Hostnames must be less than 256 characters")
	case strings.ContainsFunc(word, notOfHosts):
		return nil, wrong(word, "Hostnames may only contain alphanumeric characters, hyphens or dots")
	}
	return word, nil
}

func notOfHosts(r rune) bool {
	letter, digit := 'a' <= r|0x20 && r|0x20 <= 'z', '0' <= r && r <= '9'
	return !letter && !digit && r != '-' && r != '.'
}

func (hostName) format(value any) string { return value.(string) }

func (titleTemplate) parse(words []string, _ any) (any, error) {
	word, err := single(words)
	if err != nil {
		return nil, err
	}
	if !printsSomething(word) {
		return nil, wrong(word, "template format is invalid or contains unknown variables")
	}
	return word, nil
}

// printsSomething tells whether all variables of a template are known and some
// of it is there for any server: some variables may be empty.
func printsSomething(template string) bool {
	some := false
	for template != "" {
		plain, rest, opened := strings.Cut(template, "{")
		some = some || strings.TrimSpace(plain) != ""
		if !opened {
			break
		}
		name, behind, closed := strings.Cut(rest, "}")
		if strings.HasPrefix(name, "{") {
			some, template = true, rest[1:] // two braces are one that is plain
			continue
		}
		switch name {
		case "listen-addr", "port", "tls-port", "config-file":
			some = true
		case "title", "server-mode", "unixsocket":
		default:
			return false
		}
		if !closed {
			return false
		}
		template = behind
	}
	return some
}

func (titleTemplate) format(value any) string { return value.(string) }

// defaultBind is all addresses of the machine.
const defaultBind = "* -::*"

func (addresses) parse(words []string, _ any) (any, error) {
	const countMax = 16 // CONFIG_BINDADDR_MAX of Redis
	if len(words) > countMax {
		return nil, wrong(words[countMax], "Too many bind addresses specified.")
	}
	if none(words) {
		return []string{}, nil
	}
	return words, nil
}

func (addresses) format(value any) string { return strings.Join(value.([]string), " ") }

// none tells whether words are no words, or "" written for them.
func none(words []string) bool {
	return len(words) == 0 || len(words) == 1 && words[0] == ""
}

func (master) parse(words []string, _ any) (any, error) {
	if len(words) != 2 {
		return nil, wrong("", "wrong number of arguments")
	}
	if strings.EqualFold(words[0], "no") && strings.EqualFold(words[1], "one") {
		return "", nil
	}
	if _, err := (integer{0, 65535}).parse(words[1:], nil); err != nil {
		return nil, wrong(words[1], "Invalid master port")
	}
	return strings.Join(words, " "), nil
}

func (master) format(value any) string { return value.(string) }
