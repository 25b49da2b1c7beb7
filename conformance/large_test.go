package conformance

import (
	"fmt"
	"strings"

	"seedis/commands"
)

// largeCases are those that nobody would write down.
func largeCases() []*Case {
	return []*Case{
		{Name: "large/every command with a wrong number of arguments", Steps: wrongArities()},
		{Name: "large/10,000 arguments", Steps: manyArguments(10_000)},
		{Name: "large/a value of 1 MiB", Steps: bigValue(1 << 20)},
		{Name: "large/a pipeline of 1,000 requests", Steps: longPipeline(1000)},
		{Name: "large/a walk over 1,000 keys", Steps: longWalk(1000)},
		{Name: "large/a transaction of 1,000 requests", Steps: longTransaction(1000)},
	}
}

// wrongArities are requests for each command and subcommand that cannot be run.
func wrongArities() []Step {
	var steps []Step
	for row := range commands.NewTable().All() {
		request := strings.Split(row.FullName, "|")
		for len(request) < 8 {
			if len(request) > 1 || row.Subcommands == nil {
				if !row.ArityOK(len(request)) {
					steps = append(steps, Request(request...))
				}
			}
			request = append(request[:len(request):len(request)], "x")
		}
	}
	return append(steps, Request("PING"))
}

func manyArguments(n int) []Step {
	mset, mget, del := []string{"MSET"}, []string{"MGET"}, []string{"DEL"}
	for i := range n / 2 {
		key := fmt.Sprint("key:", i)
		mset = append(mset, key, fmt.Sprint("value of ", i))
		mget, del = append(mget, key), append(del, key)
	}
	return []Step{Request(mset...), Request(mget...), Request("DBSIZE"), Request(del...), Request("DBSIZE"), Request(append(mset, "odd")...)}
}

func bigValue(size int) []Step {
	value := strings.Repeat("0123456789abcde\n", size/16)
	return []Step{
		Request("SET", "k", value), Request("GET", "k"), Request("STRLEN", "k"), Request("ECHO", value),
		Request("APPEND", "k", value), Request("GETSET", "k", value), Request("GETDEL", "k"),
		Request("SET", value, "the key is long"), Request("GET", value), Request("KEYS", "*"),
		Request("PING", value), Request(value), Request("CLIENT", value), Request("SET", "k", "v", value),
	}
}

func longPipeline(n int) []Step {
	step := Step{Connection: firstConnection}
	for i := range n {
		key := fmt.Sprint("key:", i%97)
		step.Requests = append(step.Requests, [][]string{
			{"SET", key, strings.Repeat("v", i)}, {"GET", key}, {"INCR", "n"}, {"GET", "none"}, {"SET", key},
		}[i%5])
	}
	return []Step{step, step, Request("DBSIZE")}
}

func longWalk(n int) []Step {
	var steps []Step
	fill := Step{Connection: firstConnection}
	for i := range n {
		fill.Requests = append(fill.Requests, []string{"SET", fmt.Sprint("key:", i), "v"})
	}
	scan := func(options ...string) Step {
		return Step{Connection: firstConnection, Action: Scan, Requests: [][]string{options}}
	}
	steps = append(steps, fill, scan(), scan("COUNT", "1"), scan("COUNT", "10000"),
		scan("MATCH", "key:*7"), scan("TYPE", "string", "MATCH", "key:?", "COUNT", "33"), scan("TYPE", "none"), Request("KEYS", "key:1*"))
	remove := Step{Connection: firstConnection}
	for i := range n - n/100 {
		remove.Requests = append(remove.Requests, []string{"UNLINK", fmt.Sprint("key:", i)})
	}
	return append(steps, remove, scan(), scan("COUNT", "3"), Request("KEYS", "*"))
}

func longTransaction(n int) []Step {
	steps := []Step{Request("MULTI")}
	step := Step{Connection: firstConnection}
	for i := range n {
		step.Requests = append(step.Requests, []string{"APPEND", fmt.Sprint("key:", i%7), strings.Repeat("v", i%50)})
	}
	return append(steps, step, Request("EXEC"), Request("MGET", "key:0", "key:1", "key:6"))
}
