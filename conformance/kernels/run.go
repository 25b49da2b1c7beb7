package kernels

import (
	"fmt"
	"strings"
)

// performance is what came of a script.
type performance struct {
	steps   []Step
	answers []Answer
	kinds   []string // of the answers, see Answer.kinds
	// wrong is what the model does not allow, in the last answer; nil if there
	// is nothing.
	wrong error
}

// perform plays a script on a kernel before the judge, to its end or the first
// wrong answer. In calm, everything settles after each step.
func perform(script Script, g *ground, calm bool) performance {
	p, j := newPlayer(g), newJudge(g.kernel.Engine(), g.faults)
	defer p.end()
	var whole performance
	settle := func() {
		g.settle(func(at look) bool { return j.stands(p, at) })
		j.settle()
	}
	for _, step := range script {
		if step.Verb == "settle" {
			settle()
			whole.steps, whole.answers = append(whole.steps, step), append(whole.answers, Answer{})
			continue
		}
		answer := skipped
		if j.asks(step) {
			answer = p.play(step)
		}
		whole.steps, whole.answers = append(whole.steps, step), append(whole.answers, answer)
		whole.kinds = append(whole.kinds, answer.kinds(step, j.family(step.On))...)
		if whole.wrong = j.step(step, answer); whole.wrong != nil {
			break
		}
		if calm {
			settle()
		}
	}
	return whole
}

// family is that of a listener or an end, "" of anything else.
func (j *judge) family(name string) string {
	if isEnd(name) && j.connections[connectionOf(name)] != nil {
		return j.connections[connectionOf(name)].family
	}
	if j.listeners[name] != nil {
		return j.listeners[name].family
	}
	return ""
}

// String is the transcript.
func (p performance) String() string {
	var text strings.Builder
	for i, step := range p.steps {
		if !p.answers[i].Skipped {
			fmt.Fprintf(&text, "%-24v # %v\n", step, p.answers[i])
		}
	}
	return text.String()
}
