package config

import "strings"

const configurationFile = "the configuration file"

// includeDepth is how deep files may include one another: a file that includes
// itself is an error and no endless start. No real tree of files is deeper.
const includeDepth = 16

// ParseFile takes in the text of a configuration file, in the form of
// redis.conf (https://redis.io/docs/management/config-file/): later lines win.
// read returns the text of the files that an include directive names; where
// the name is a pattern, of all that match, in order. The error is a
// *StartError; the lines before it have been taken in.
func (c *Config) ParseFile(name, text string, read func(name string) (string, error)) error {
	return c.parseFile(name, text, read, 0)
}

func (c *Config) parseFile(name, text string, read func(string) (string, error), depth int) error {
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		line = strings.Trim(line, " \t\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		source := Source{Name: name, What: configurationFile, Line: number, Text: line}
		words, ok := splitWords(line)
		if !ok {
			return &StartError{source, "", unbalanced}
		}
		if len(words) == 0 {
			continue
		}
		if err := c.line(words, read, depth, source); err != nil {
			return err
		}
	}
	return nil
}

// line takes in the words of one line: of a parameter, or of an include.
func (c *Config) line(words []string, read func(string) (string, error), depth int, source Source) error {
	if len(words) == 2 && strings.EqualFold(words[0], "include") {
		return c.include(words[1], read, depth+1, source)
	}
	return c.directive(words, source)
}

func (c *Config) include(name string, read func(string) (string, error), depth int, source Source) error {
	if depth > includeDepth {
		return &StartError{source, name, "files include one another too deeply"}
	}
	text, err := read(name)
	if err != nil {
		return &StartError{source, name, "can't open config file: " + err.Error()}
	}
	return c.parseFile(name, text, read, depth)
}
