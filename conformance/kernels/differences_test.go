package kernels

import (
	"testing"

	"seedis/sys/sim"
)

// TestDifferences holds the table against both machines. A row whose machines agree,
// or answer in another way than it says, is out of date.
func TestDifferences(t *testing.T) {
	for _, row := range differences {
		t.Run(row.name, func(t *testing.T) {
			script := Parse(row.script)
			if there := lastAnswer(script, onLinux(t, row.engine)); there.String() != row.linux {
				t.Errorf("Linux answers %q, and the row says %q", there.String(), row.linux)
			}
			var here Answer
			err := onSimulated(1, sim.Options{Engine: row.engine}, func(g *ground) { here = lastAnswer(script, g) })
			if err != nil || here.String() != row.here {
				t.Errorf("the simulated machine answers %q (%v), and the row says %q", here.String(), err, row.here)
			}
			if row.linux == row.here || row.why == "" {
				t.Error("a row needs a difference, and a reason")
			}
		})
	}
}

// looksToSettle is how many times Linux is looked at while something arrives that no
// model expects: settleLook each, and the loopback device takes microseconds.
const looksToSettle = 100

// lastAnswer plays a script without a judge, and lets everything arrive after each
// step.
func lastAnswer(script Script, g *ground) (answer Answer) {
	p := newPlayer(g)
	defer p.end()
	for _, step := range script {
		if step.Verb != "settle" {
			answer = p.play(step)
		}
		looks := 0
		g.settle(func(look) bool { looks++; return looks > looksToSettle })
	}
	return answer
}
