package config

import (
	"slices"
	"strings"
)

const (
	environment    = "the environment"
	variablePrefix = "SEEDIS_"
)

// ParseEnvironment takes in the variables SEEDIS_NAME=value of environ, in the
// order of their names: SEEDIS_TCP_BACKLOG is tcp-backlog. A value holds what
// would stand behind the name in a file, unquoted if it is one word; "" is the
// empty value. The error is a *StartError.
func (c *Config) ParseEnvironment(environ []string) error {
	for _, text := range slices.Sorted(slices.Values(environ)) {
		variable, value, _ := strings.Cut(text, "=")
		if !strings.HasPrefix(variable, variablePrefix) {
			continue
		}
		source := Source{What: environment, Text: text}
		e, ok := byVariable[variable]
		if !ok {
			return &StartError{source, variable, "there is no parameter of that name"}
		}
		if err := c.assign(e, []string{value}, source); err != nil {
			return err
		}
	}
	return nil
}

// variableOf is the environment variable of a parameter.
func variableOf(name string) string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}
