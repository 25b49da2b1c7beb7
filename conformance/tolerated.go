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
	Alone   bool   // and that no other follows
	Reason  string
	// Differs says what differs beyond what the row tolerates, "" for nothing.
	Differs func(oracle, other resp.Reply) string
	// ByChance tells that the difference is too rare to be seen in every run.
	ByChance bool
}

// tolerated are the rows for new servers. Of several for one request the first counts.
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
		Name: "moment of lives in @state", Command: stateVerb,
		Reason:  "A time from now ends at a moment of its own on each server; fixed times are equal.",
		Differs: states,
	},
	{
		Name: "figures of INFO", Command: "info",
		Reason:  "Values of the fields that infoOwn lists are each server's own but for their form, and infoAdditions are Seedis's; sections, all other fields and their order are equal.",
		Differs: infoFields,
	},
	{
		Name: "moments of SLOWLOG GET", Command: "slowlog get",
		Reason:  "When a request came and how long it took are each server's own, and so is the address of the client.",
		Differs: slowEntries,
	},
	{
		Name: "own words of SLOWLOG HELP", Command: "slowlog help",
		Reason:  "As that of COMMAND.",
		Differs: helpLines,
	},
	{
		Name: "figures of CLIENT LIST ID", Command: "client list id",
		Reason:  "As those of CLIENT LIST; the order is that of the request.",
		Differs: clientLines,
	},
	{
		Name: "figures of CLIENT LIST", Command: "client list",
		Reason: "Descriptors, ages and sizes of buffers are each server's own, and the cron of redis-server turns the list round; " +
			"the fields and all other values are not.",
		Differs: clientSet,
	},
	{
		Name: "figures of CLIENT INFO", Command: "client info",
		Reason:  "As those of CLIENT LIST.",
		Differs: clientLines,
	},
	{
		Name: "number of COMMAND COUNT", Command: "command count",
		Reason:  "Seedis does not have all commands yet: it counts those of its table.",
		Differs: ownCount,
	},
	{
		Name: "commands of COMMAND LIST", Command: "command list",
		Reason:  "Seedis does not have all commands yet, and the order is a hash table's.",
		Differs: ownNames,
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
		Name: "own words of OBJECT HELP", Command: "object help",
		Reason:  "As that of COMMAND.",
		Differs: helpLines,
	},
	{
		Name: "moment of OBJECT IDLETIME", Command: "object idletime",
		Reason:  "The servers answer at different moments, and redis-server looks at its clock ten times a second.",
		Differs: within(1), ByChance: true,
	},
	{
		Name: "rows of COMMAND", Command: "command", Alone: true,
		Reason:  "Seedis does not have all commands and subcommands yet, and their order is a hash table's.",
		Differs: commandRows,
	},
	{
		Name: "rows of COMMAND INFO for all", Command: "command info", Alone: true,
		Reason:  "As those of COMMAND.",
		Differs: commandRows,
	},
	{
		Name: "subcommands of COMMAND INFO", Command: "command info",
		Reason:  "As those of COMMAND; the rows are in the order of the request.",
		Differs: commandRowsInOrder,
	},
	{
		Name: "own words of DEBUG HELP", Command: "debug help",
		Reason:  "As that of COMMAND.",
		Differs: helpLines,
	},
	{
		Name: "places of DEBUG OBJECT", Command: "debug object",
		Reason:  "Where a value is, when it was used and how a long list is parted are each server's own; its encoding and the length that any other value has in a file are not.",
		Differs: objectPlaces,
	},
	{
		Name: "amounts of MEMORY USAGE", Command: "memory usage",
		Reason:  "How much memory a value takes depends on how it is kept; there is an amount for the same keys.",
		Differs: ownAmount,
	},
	{
		Name: "figures of MEMORY STATS", Command: "memory stats",
		Reason:  "The figures are each server's own; their names, their order and their kinds are not.",
		Differs: ownFiguresByName,
	},
	{
		Name: "words of MEMORY DOCTOR", Command: "memory doctor",
		Reason:  "What is wrong is told in our own words.",
		Differs: anyText,
	},
	{
		Name: "words of MEMORY MALLOC-STATS", Command: "memory malloc-stats",
		Reason:  "The allocators differ, and so does what they tell of themselves.",
		Differs: anyText,
	},
	{
		Name: "own words of MEMORY HELP", Command: "memory help",
		Reason:  "As that of COMMAND.",
		Differs: helpLines,
	},
	{
		Name: "moment of TIME", Command: "time",
		Reason:  "The servers answer at different moments.",
		Differs: moments,
	},
	{
		Name: "drawings of LOLWUT", Command: "lolwut version",
		Reason:  "The drawings are our own; the line below them is not.",
		Differs: lastWords,
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
func (m *comparison) toleratedFor(request []string) *Tolerated {
	line := strings.ToLower(strings.Join(request, " ")) + " "
	for i := range m.tolerated {
		row := &m.tolerated[i]
		if strings.HasPrefix(line, row.Command+" ") && (!row.Alone || len(request) == len(strings.Fields(row.Command))) {
			return row
		}
	}
	return nil
}
