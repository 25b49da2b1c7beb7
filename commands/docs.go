package commands

import "seedis/resp"

// commandDocs is COMMAND DOCS [name ...]. A name unknown is left out.
func (t *Table) commandDocs(c *Call) {
	commands := t.commands
	if c.Args.Len() > 2 {
		commands = nil
		for i := 2; i < c.Args.Len(); i++ {
			if command := t.named(c.Args.At(i)); command != nil {
				commands = append(commands, command)
			}
		}
	}
	replyDocs(c.Reply, commands)
}

// replyDocs is a map from full names to documentation.
func replyDocs(w *resp.Writer, commands []*Command) {
	w.Map(len(commands))
	for _, command := range commands {
		w.BulkString(command.FullName)
		command.replyDoc(w)
	}
}

func (c *Command) replyDoc(w *resp.Writer) {
	var m fieldMap
	doc := &c.Doc
	m.text("summary", doc.Summary)
	m.text("since", doc.Since)
	m.text("group", doc.Group)
	m.text("complexity", doc.Complexity)
	m.words("doc_flags", doc.Flags)
	m.text("deprecated_since", doc.DeprecatedSince)
	m.text("replaced_by", doc.ReplacedBy)
	if doc.History != nil {
		m.field("history", func(w *resp.Writer) { replyHistory(w, doc.History) })
	}
	m.arguments(doc.Arguments)
	if c.Subcommands != nil {
		m.field("subcommands", func(w *resp.Writer) { replyDocs(w, c.Subcommands) })
	}
	m.reply(w)
}

func replyHistory(w *resp.Writer, history []Change) {
	w.Set(len(history))
	for _, change := range history {
		w.Array(2)
		w.BulkString(change.Since)
		w.BulkString(change.Text)
	}
}

func (a Argument) reply(w *resp.Writer) {
	var m fieldMap
	m.text("name", a.Name)
	m.text("type", string(a.Type))
	if a.Type == TypeKey || a.KeySpec != 0 {
		m.number("key_spec_index", a.KeySpec)
	}
	m.text("token", a.Token)
	m.text("since", a.Since)
	m.text("deprecated_since", a.DeprecatedSince)
	m.words("flags", a.flags())
	m.arguments(a.Arguments)
	m.reply(w)
}

func (a Argument) flags() []string {
	var flags []string
	if a.Optional {
		flags = append(flags, "optional")
	}
	if a.Multiple {
		flags = append(flags, "multiple")
	}
	if a.MultipleToken {
		flags = append(flags, "multiple_token")
	}
	return flags
}

// fieldMap gathers the fields of a map reply, whose length comes first.
type fieldMap struct {
	fields []field
}

type field struct {
	name  string
	reply func(*resp.Writer)
}

func (m *fieldMap) field(name string, reply func(*resp.Writer)) {
	m.fields = append(m.fields, field{name, reply})
}

func (m *fieldMap) number(name string, n int) {
	m.field(name, func(w *resp.Writer) { w.Int(int64(n)) })
}

// text adds a text that is not empty.
func (m *fieldMap) text(name, value string) {
	if value != "" {
		m.field(name, func(w *resp.Writer) { w.BulkString(value) })
	}
}

// words adds a set of words, if there are any.
func (m *fieldMap) words(name string, words []string) {
	if words == nil {
		return
	}
	m.field(name, func(w *resp.Writer) { replyStatuses(w, words) })
}

// arguments adds a list of arguments, if there are any.
func (m *fieldMap) arguments(arguments []Argument) {
	if arguments == nil {
		return
	}
	m.field("arguments", func(w *resp.Writer) {
		w.Array(len(arguments))
		for _, argument := range arguments {
			argument.reply(w)
		}
	})
}

func (m *fieldMap) reply(w *resp.Writer) {
	w.Map(len(m.fields))
	for _, f := range m.fields {
		w.BulkString(f.name)
		f.reply(w)
	}
}
