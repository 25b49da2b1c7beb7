package server

import (
	"bytes"
	"fmt"

	"seedis/commands"
)

// infoSection is one section of INFO.
type infoSection struct {
	name  string
	extra bool // only shown when asked for by name, or by ALL
	write func(*Server, *infoText)
}

// infoSections are in the order in which INFO shows them.
var infoSections = []infoSection{
	{name: "Server", write: (*Server).infoServer},
	{name: "Clients", write: (*Server).infoClients},
	{name: "Memory", write: (*Server).infoMemory},
	{name: "Persistence", write: (*Server).infoPersistence},
	{name: "Stats", write: (*Server).infoStats},
	{name: "Replication", write: (*Server).infoReplication},
	{name: "CPU", write: (*Server).infoCPU},
	{name: modulesSection, write: (*Server).infoModules},
	{name: "Commandstats", extra: true, write: (*Server).infoCommandstats},
	{name: "Errorstats", write: (*Server).infoErrorstats},
	{name: "Latencystats", extra: true, write: (*Server).infoLatencystats},
	{name: "Cluster", write: (*Server).infoCluster},
	{name: "Keyspace", write: (*Server).infoKeyspace},
}

// modulesSection is the one that has a second name, moduleList.
const (
	modulesSection = "Modules"
	moduleList     = "module_list"
)

// info is INFO [section ...].
func (s *Server) info(call *commands.Call) {
	var text infoText
	for i := range infoSections {
		section := &infoSections[i]
		if !section.wanted(call) {
			continue
		}
		if text != nil {
			text = append(text, "\r\n"...)
		}
		text = append(text, "# "+section.name+"\r\n"...)
		section.write(s, &text)
	}
	call.Reply.Verbatim("txt", text)
}

// wanted tells whether the words of INFO select a section. One that selects
// none is no mistake.
func (i *infoSection) wanted(call *commands.Call) bool {
	if call.Args.Len() == 1 {
		return !i.extra
	}
	for n := 1; n < call.Args.Len(); n++ {
		word, _, _ := bytes.Cut(call.Args.At(n), []byte{0}) // a word ends at a NUL, as in C
		is := func(name string) bool { return bytes.EqualFold(word, []byte(name)) }
		switch {
		case is("all"), is("everything"), is("default") && !i.extra, is(i.name),
			is(moduleList) && i.name == modulesSection:
			return true
		}
	}
	return false
}

// infoText is what INFO answers, as far as it is written.
type infoText []byte

// field writes a line of a name and a value.
func (t *infoText) field(name string, value any) {
	*t = fmt.Appendf(*t, "%s:%v\r\n", name, value)
}

// real writes a value with so many digits behind the point.
func (t *infoText) real(name string, value float64, digits int) {
	*t = fmt.Appendf(*t, "%s:%.*f\r\n", name, digits, value)
}

// percent writes how many percent of whole a part is, 0 of nothing.
func (t *infoText) percent(name string, part, whole uint64) {
	*t = fmt.Appendf(*t, "%s:%.2f%%\r\n", name, 100*ratio(part, whole))
}

// bytes writes a number of bytes twice, also as people like to read it.
func (t *infoText) bytes(name string, value uint64) {
	t.field(name, value)
	t.human(name, value)
}

func (t *infoText) human(name string, value uint64) {
	t.field(name+"_human", human(value))
}

// excess writes how much larger one number of bytes is than another: as a
// ratio and as a difference, which may be negative.
func (t *infoText) excess(ratioName, bytesName string, whole, part uint64) {
	t.real(ratioName, ratio(whole, part), 2)
	t.field(bytesName, int64(whole-part))
}

// ratio is 0 where there is nothing to compare with.
func ratio(a, b uint64) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// human prints bytes as Redis's INFO does: 1023B, 1.00K, 2.50M ...
func human(bytes uint64) string {
	if bytes < 1024 {
		return fmt.Sprintf("%dB", bytes)
	}
	value, unit := float64(bytes), 0
	for value >= 1024 && unit < len("KMGTP") {
		value /= 1024
		unit++
	}
	return fmt.Sprintf("%.2f%c", value, " KMGTP"[unit])
}
