package sim

import "strconv"

// Switch is a turn that was not the plainest: another thread got the processor than
// the one that was to have it. It is told by what the thread did that had it before,
// not by what all did: so it stays where it is when others do less.
type Switch struct {
	From string // the thread that had the processor: its name, and which of that name
	Step uint64 // its own
	// Left is 0 if it was interrupted. Otherwise it could not go on, or waited for
	// others (Pause), for the first time in this step or a later one.
	Left int
	To   string // the thread that got it
}

// labelOf is the name of a new thread, and its number among those of that name.
func (m *Machine) labelOf(name string) string {
	number := 1
	for _, t := range m.threads {
		if t.name == name {
			number++
		}
	}
	return name + " #" + strconv.Itoa(number)
}

// switchOf is a turn from the running thread to another one.
func (m *Machine) switchOf(to string) Switch {
	s := Switch{To: to}
	if t := m.current; t != nil {
		s.From, s.Step = t.label, t.steps
		if t.leftAt == t.steps { // what interrupts a step comes before what it waits for
			s.Left = t.left
		}
	}
	return s
}

// countLeaving counts that t leaves the processor.
func (t *thread) countLeaving() {
	if t.leftAt != t.steps {
		t.leftAt, t.left = t.steps, 0
	}
	t.left++
}

// script is a strategy that has every turn written down.
type script map[Switch]string // who gets it, by the Switch without To

func newScript(switches []Switch) script {
	s := make(script, len(switches))
	for _, one := range switches {
		to := one.To
		one.To = ""
		s[one] = to
	}
	return s
}

func (s script) started(*thread) {}
func (s script) yields(*thread)  {}

func (s script) next(m *Machine, plain *thread) *thread {
	to, there := s[m.switchOf("")]
	if !there {
		return plain
	}
	for _, t := range m.runnable {
		if t.label == to {
			return t
		}
	}
	return plain
}
