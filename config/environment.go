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
		if !strings.HasPrefix(variable, variablePrefix) || isServiceLink(variable, value) {
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

// isServiceLink tells a variable that Kubernetes sets for a service: one called
// seedis gives SEEDIS_SERVICE_HOST, SEEDIS_PORT=tcp://... and their like to every
// pod of its namespace, and speaks of no parameter.
func isServiceLink(variable, value string) bool {
	return strings.Contains(variable, "_SERVICE_HOST") || strings.Contains(variable, "_SERVICE_PORT") ||
		strings.Contains(variable, "_PORT_") || strings.HasSuffix(variable, "_PORT") && strings.Contains(value, "://")
}

// variableOf is the environment variable of a parameter.
func variableOf(name string) string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}
