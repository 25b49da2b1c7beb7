package config

import (
	"fmt"
	"strconv"
	"strings"
)

// What kinds write into a file where CONFIG GET prints something else.
var (
	_ liner = text{}
	_ liner = fileName{}
	_ liner = hostName{}
	_ liner = titleTemplate{}
	_ liner = eventClasses{}
	_ liner = memory{}
	_ liner = memoryOrPercent{}
	_ liner = capped{}
	_ liner = percentiles{}
	_ liner = savePoints{}
	_ liner = outputLimits{}
	_ liner = addresses{}
	_ liner = master{}
)

// quotedUnlessEmpty is a text that is not there if it is empty: so a value is
// undone that has no other way to say "none".
func quotedUnlessEmpty(value any) []string {
	if value == "" {
		return nil
	}
	return []string{quote(value.(string))}
}

func (k text) fileValues(value any) []string {
	if k.mayBeEmpty {
		return []string{quote(value.(string))}
	}
	return quotedUnlessEmpty(value)
}

func (fileName) fileValues(value any) []string      { return []string{quote(value.(string))} }
func (hostName) fileValues(value any) []string      { return quotedUnlessEmpty(value) }
func (titleTemplate) fileValues(value any) []string { return []string{quote(value.(string))} }

func (k eventClasses) fileValues(value any) []string { return []string{quote(k.format(value))} }

func (memory) fileValues(value any) []string { return []string{inUnits(value.(int64))} }

func (k memoryOrPercent) fileValues(value any) []string {
	if bytes := value.(int64); bytes >= 0 {
		return []string{inUnits(bytes)}
	}
	return []string{k.format(value)}
}

func (k capped) fileValues(value any) []string { return fileValues(k.kind, value) }

func (k percentiles) fileValues(value any) []string { return []string{orEmpty(k.format(value))} }

func (savePoints) fileValues(value any) []string {
	points := value.([]int64)
	if len(points) == 0 {
		return []string{`""`}
	}
	var lines []string
	for i := 0; i < len(points); i += 2 {
		lines = append(lines, join(points[i:i+2]))
	}
	return lines
}

// clientClassesInFiles are the classes by the names that redis.conf has.
var clientClassesInFiles = [ClientClasses]string{ClientNormal: "normal", ClientReplica: "replica", ClientPubSub: "pubsub"}

func (outputLimits) fileValues(value any) []string {
	var lines []string
	for class, limit := range value.([ClientClasses]OutputLimit) {
		lines = append(lines, fmt.Sprintf("%s %s %s %d",
			clientClassesInFiles[class], inUnits(limit.Hard), inUnits(limit.Soft), limit.Seconds))
	}
	return lines
}

// fileValues of the default are none, so that an old line goes. Addresses that
// can be bound need no quotes.
func (k addresses) fileValues(value any) []string {
	if joined := k.format(value); joined != defaultBind {
		return []string{orEmpty(joined)}
	}
	return nil
}

// fileValues of no master are none: "no one" is what a file without says.
func (master) fileValues(value any) []string {
	if value == "" {
		return nil
	}
	return []string{value.(string)}
}

// orEmpty writes no words as the empty one.
func orEmpty(words string) string {
	if words == "" {
		return `""`
	}
	return words
}

// inUnits writes a number of bytes with the largest unit that leaves no rest.
func inUnits(bytes int64) string {
	for _, unit := range []struct {
		factor int64
		name   string
	}{{1 << 30, "gb"}, {1 << 20, "mb"}, {1 << 10, "kb"}} {
		if bytes != 0 && bytes%unit.factor == 0 {
			return strconv.FormatInt(bytes/unit.factor, 10) + unit.name
		}
	}
	return strconv.FormatInt(bytes, 10)
}

// quote writes a word so that splitWords reads it back, whatever its bytes.
func quote(word string) string {
	var quoted strings.Builder
	quoted.WriteByte('"')
	for _, c := range []byte(word) {
		switch at := strings.IndexByte("\n\r\t\b\a", c); {
		case at >= 0:
			quoted.WriteString(`\` + "nrtba"[at:at+1])
		case c == '"' || c == '\\':
			quoted.WriteString(`\` + string(c))
		case c < ' ' || c > '~':
			fmt.Fprintf(&quoted, `\x%02x`, c)
		default:
			quoted.WriteByte(c)
		}
	}
	quoted.WriteByte('"')
	return quoted.String()
}
