package conformance

import (
	"flag"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// commandsFlag is how many commands TestGenerated draws in all: as many as take
// some seconds, a million for a soak.
var commandsFlag = flag.Int("commands", 20_000, "how many commands TestGenerated draws, with a fixed seed and with a new one")

// TestGenerated lets several clients send what is drawn, over few keys so that
// they meet, and looks at all databases in the end. What diverges is shrunk and
// printed as a case. Half of the commands follow from a fixed seed, half from
// the time.
func TestGenerated(t *testing.T) {
	g := newGeneration()
	defer g.stop()
	if flag.Lookup("rapid.seed").Value.String() != "0" || flag.Lookup("rapid.failfile").Value.String() != "" {
		defer g.report(t)
		rapid.Check(t, g.check) // the line that rapid prints replays a case
		return
	}
	agreed := t.Run("fixed seed", func(t *testing.T) { g.run(t, 1, *commandsFlag/2) })
	if agreed {
		t.Run("new seed", func(t *testing.T) { g.run(t, uint64(time.Now().UnixNano()), *commandsFlag) })
		t.Run("nothing is drawn in vain", g.checkCoverage)
	}
}

// generation is what TestGenerated has done so far.
type generation struct {
	kept
	*tally
	commands int
	// The last case that differed, and how: the smallest, where it was shrunk.
	differing  drawnCase
	difference error
}

func newGeneration() *generation {
	g := &generation{tally: newTally(slices.Collect(ownTable.All()))}
	g.kept = kept{comparison: newComparison(), answered: g.note}
	g.tolerated = append(toleratedOfKept, g.tolerated...)
	return g
}

const (
	// enoughForCommands is a number of commands among which each of the table
	// is drawn dozens of times, enoughForRows one among which all happens that
	// rows of toleratedOfKept are about.
	enoughForCommands = 20_000
	enoughForRows     = 500_000
)

// checkCoverage tells of commands that did nothing but fail, and of rows of
// toleratedOfKept that were not needed.
func (g *generation) checkCoverage(t *testing.T) {
	if *commandsFlag < enoughForCommands {
		t.Skipf("%d commands are too few to tell", *commandsFlag)
	}
	g.checkCarriedOut(t, 0)
	for _, row := range toleratedOfKept {
		if *commandsFlag >= enoughForRows && !g.used[row.Name] {
			t.Errorf("nothing needs %q", row.Name)
		}
	}
}

const (
	// roundCases is how many cases a run of rapid draws.
	roundCases = 25
	// roundSeeds is more than rapid adds to a seed within a round.
	roundSeeds = 2000
)

// run draws from seed on until so many commands were drawn in all.
func (g *generation) run(t *testing.T, seed uint64, commands int) {
	defer g.report(t)
	began, before, compared := time.Now(), g.commands, g.equal
	setFlag(t, "rapid.checks", strconv.Itoa(roundCases))
	for at := seed; g.commands < commands; at += roundSeeds {
		setFlag(t, "rapid.seed", strconv.FormatUint(at, 10))
		rapid.Check(t, g.check)
	}
	drawn, took := g.commands-before, time.Since(began)
	t.Logf("%d commands generated from seed %d on, %d answers compared, %.0f commands a second",
		drawn, seed, g.equal-compared, float64(drawn)/took.Seconds())
}

func (g *generation) check(t *rapid.T) {
	drawn := ownCases.Draw(t, "case")
	g.commands += drawn.commands
	if err := g.agree(drawn.Case, drawn.protocol); err != nil {
		// Two tries of one case must say the same, and reports have times in them.
		g.differing, g.difference = drawn, err
		t.Fatal("the servers differ")
	}
}

// report prints the case that made a test fail, and whether servers differ in it
// that have seen no other.
func (g *generation) report(t *testing.T) {
	if g.difference == nil {
		return
	}
	t.Log(g.difference)
	again := newComparison()
	again.tolerated = g.tolerated
	if again.agree(g.differing.Case, g.differing.protocol) == nil {
		t.Log("new servers agree in this case: it depends on what came before, or on the moment")
	}
}

// drawnCase is a case and how it is carried out.
type drawnCase struct {
	*Case
	protocol int
	commands int // that were drawn
}

// GoString is what rapid shows of the case, which is reported otherwise.
func (c drawnCase) GoString() string {
	return fmt.Sprintf("%d commands in RESP%d", c.commands, c.protocol)
}

// ownCases are drawn from the table that Seedis has.
var ownCases = ownVocabulary.cases()

// cases are some collections, some turns, and a look at what they leave. A drawn
// slice has some five elements: only several together make a case long enough,
// and can still shrink to nothing.
func (v *vocabulary) cases() *rapid.Generator[drawnCase] {
	return rapid.Custom(func(t *rapid.T) drawnCase {
		g := newGenerator(v)
		c := &Case{Config: keptConfig, Steps: g.preparation(t)}
		turns := rapid.SliceOf(rapid.Custom(g.turn))
		for range 5 {
			for _, steps := range turns.Draw(t, "turns") {
				c.Steps = append(c.Steps, steps...)
			}
		}
		drawn := drawnCase{Case: c, protocol: rapid.IntRange(2, 3).Draw(t, "protocol")}
		for _, step := range c.Steps {
			drawn.commands += len(step.Requests)
		}
		c.Steps = append(c.Steps, Step{Connection: "state", Action: State})
		c.Name = fmt.Sprint("generated ", rapid.Uint32().Draw(t, "machine"))
		return drawn
	})
}

// preparation moves limits in some cases, and fills some collections.
func (g *generator) preparation(t *rapid.T) []Step {
	var steps []Step
	if percent.Draw(t, "limits") >= 60 {
		for range rapid.IntRange(1, 3).Draw(t, "moved") {
			steps = append(steps, Request(limits(t)...))
		}
	}
	if len(g.fillings) == 0 {
		return steps
	}
	for _, requests := range rapid.SliceOfN(rapid.Custom(g.fill), 0, -1).Draw(t, "collections") {
		steps = append(steps, Step{Connection: firstConnection, Requests: requests})
	}
	return steps
}

// keptConfig is the configuration of all cases: what the slow log holds would
// depend on the machine.
var keptConfig = []string{"--slowlog-log-slower-than", "-1"}

var (
	connections    = evenly([]string{"a", "a", "b", "c"})
	usualDatabases = evenly([]string{"0", "1", "2"})
)

// turn draws what one client does: mostly it sends a pipeline.
func (g *generator) turn(t *rapid.T) []Step {
	name := connections.Draw(t, "connection")
	switch kind := percent.Draw(t, "kind"); {
	case kind < 70 || kind < 82 && g.chances == nil:
		return []Step{{Connection: name, Requests: g.requests(t)}}
	case kind < 82:
		return g.chance(t)
	case kind < 91:
		return g.transaction(t, name)
	case kind < 98:
		return g.walk(t)
	}
	return []Step{g.end(t)} // the rarest: it takes longer than all others
}

// requests are some six. There is no bound: a slice that reaches one does not
// shrink.
func (g *generator) requests(t *rapid.T) [][]string {
	return slices.Concat(rapid.SliceOfN(rapid.Custom(g.group), 1, -1).Draw(t, "requests")...)
}

// transaction is a MULTI that a WATCH may come before, with something that
// another client does in between.
func (g *generator) transaction(t *rapid.T, name string) []Step {
	watch := append([]string{"WATCH"}, rapid.SliceOfN(rapid.Custom(g.anyKey), 1, -1).Draw(t, "watched")...)
	between := slices.Concat(rapid.SliceOf(rapid.Custom(g.group)).Draw(t, "between")...)
	queued := append([][]string{{"MULTI"}}, g.requests(t)...)
	steps := []Step{{Connection: name, Requests: [][]string{watch}}}
	if len(between) > 0 {
		steps = append(steps, Step{Connection: "other", Requests: between})
	}
	return append(steps, Step{Connection: name, Requests: append(queued, []string{"EXEC"})})
}

// walk goes over a database or a collection, by a client that does nothing
// else: in a transaction it would be a single call.
func (g *generator) walk(t *rapid.T) []Step {
	row := g.walks.Draw(t, "command")
	words := g.call(t, row)
	if row.FullName == "scan" {
		words = words[2:] // behind the cursor
	} else {
		words = slices.Delete(words, 2, 3)
	}
	return []Step{
		{Connection: "walker", Requests: [][]string{{"SELECT", usualDatabases.Draw(t, "database")}}},
		{Connection: "walker", Action: Scan, Requests: [][]string{words}},
	}
}

// chance sends what is up to chance, by a client that does nothing else.
func (g *generator) chance(t *rapid.T) []Step {
	steps := []Step{{Connection: "chance", Requests: [][]string{{"SELECT", usualDatabases.Draw(t, "database")}}}}
	for _, request := range rapid.SliceOfN(rapid.Custom(g.chanceful), 1, -1).Draw(t, "requests") {
		steps = append(steps, Step{Connection: "chance", Action: Chance, Requests: [][]string{request}})
	}
	return steps
}

// end lets a key run out of time, by a client that does nothing else, and asks
// for it at once: from then on all servers know.
func (g *generator) end(t *rapid.T) Step {
	key := g.anyKey(t)
	requests := [][]string{{"SELECT", usualDatabases.Draw(t, "database")}}
	if rapid.Bool().Draw(t, "new") {
		requests = append(requests, []string{"SET", key, "v"})
	}
	// A key is there for the whole of its last millisecond.
	asked := settle(g.about(t, g.keyRows.Draw(t, "command"), key))
	requests = append(requests, []string{"PEXPIRE", key, "1"}, []string{"DEBUG", "SLEEP", "0.003"})
	requests = append(append(requests, g.settled(t, asked)...), []string{"EXISTS", key})
	return Step{Connection: "end", Requests: requests}
}

// setFlag sets a flag until the test ends.
func setFlag(t *testing.T, name, value string) {
	t.Helper()
	before := flag.Lookup(name).Value.String()
	t.Cleanup(func() { flag.Set(name, before) })
	if err := flag.Set(name, value); err != nil {
		t.Fatal(err)
	}
}
