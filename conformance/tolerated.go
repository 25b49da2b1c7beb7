package conformance

import (
	"strings"

	"seedis/resp"
)

// Tolerated is a row of the differences that are none of the server's faults.
// Errors are never tolerated.
type Tolerated struct {
	Name    string
	Command string // the words, in small letters, that the request begins with
	Reason  string
	// Differs says what differs beyond what the row tolerates, "" for nothing.
	Differs func(oracle, other resp.Reply) string
}

// tolerated are all rows. Of several for one request the first counts.
var tolerated = []Tolerated{
	{
		Name: "order of KEYS", Command: "keys",
		Reason:  "The order is that of a hash table whose seed is drawn at the start.",
		Differs: unordered,
	},
	{
		Name: "order of SCAN", Command: "scan",
		Reason:  "As that of KEYS; cases that walk over more than one call use @scan.",
		Differs: scanned,
	},
	{
		Name: "moment of TTL", Command: "ttl",
		Reason:  "The servers answer at different moments.",
		Differs: within(2),
	},
	{
		Name: "moment of PTTL", Command: "pttl",
		Reason:  "As that of TTL, in milliseconds.",
		Differs: within(2000),
	},
	{
		Name: "figures of INFO", Command: "info",
		Reason:  "Values are each server's own, and fields about features that Seedis does not have yet are missing; sections, the order of fields, and what is counted of commands and errors are equal.",
		Differs: infoFields,
	},
	{
		Name: "figures of CLIENT LIST", Command: "client list",
		Reason:  "Descriptors, ages and sizes of buffers are each server's own; the fields and all other values are not.",
		Differs: clientLines,
	},
	{
		Name: "number of COMMAND COUNT", Command: "command count",
		Reason:  "Seedis does not have all commands yet.",
		Differs: within(1000),
	},
	{
		Name: "commands of COMMAND LIST", Command: "command list",
		Reason:  "Seedis does not have all commands yet, and the order is a hash table's.",
		Differs: subset,
	},
	{
		Name: "texts of COMMAND DOCS", Command: "command docs",
		Reason:  "What explains a command is in our own words; versions, arguments and the like are not.",
		Differs: documents,
	},
	{
		Name: "own words of COMMAND HELP", Command: "command help",
		Reason:  "Help is in our own words and tells of what Seedis has.",
		Differs: helpLines,
	},
	{
		Name: "own words of CONFIG HELP", Command: "config help",
		Reason:  "As that of COMMAND.",
		Differs: helpLines,
	},
	{
		Name: "own words of CLIENT HELP", Command: "client help",
		Reason:  "As that of COMMAND.",
		Differs: helpLines,
	},
	{
		Name: "rows of COMMAND", Command: "command",
		Reason:  "Seedis does not have all commands and subcommands yet, and their order is a hash table's.",
		Differs: commandRows,
	},
	{
		Name: "parameters of CONFIG GET *", Command: "config get *",
		Reason:  "Seedis has parameters of its own, and values that name the place where a server runs differ.",
		Differs: parameters,
	},
	{
		Name: "order of CONFIG GET", Command: "config get",
		Reason:  "The order is that of a hash table.",
		Differs: parameters,
	},
}

// toleratedFor returns the row for a request, or nil.
func toleratedFor(request []string) *Tolerated {
	line := strings.ToLower(strings.Join(request, " ")) + " "
	for i := range tolerated {
		if strings.HasPrefix(line, tolerated[i].Command+" ") {
			return &tolerated[i]
		}
	}
	return nil
}
