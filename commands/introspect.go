package commands

import (
	"slices"

	"seedis/glob"
	"seedis/resp"
)

// bindIntrospection binds the commands about the table, which need it.
func (t *Table) bindIntrospection() {
	t.Bind("command", t.commandAll)
	t.Bind("command|count", t.commandCount)
	t.Bind("command|docs", t.commandDocs)
	t.Bind("command|getkeys", t.commandGetKeys)
	t.Bind("command|getkeysandflags", t.commandGetKeysAndFlags)
	t.Bind("command|info", t.commandInfo)
	t.Bind("command|list", t.commandList)
}

// commandAll is COMMAND.
func (t *Table) commandAll(c *Call) {
	c.Reply.Array(len(t.commands))
	for _, command := range t.commands {
		replyInfo(c.Reply, command)
	}
}

// commandCount is COMMAND COUNT. Subcommands do not count.
func (t *Table) commandCount(c *Call) { c.Reply.Int(int64(len(t.commands))) }

// commandInfo is COMMAND INFO [name ...], with null for a name unknown.
func (t *Table) commandInfo(c *Call) {
	if c.Args.Len() == 2 {
		t.commandAll(c)
		return
	}
	c.Reply.Array(c.Args.Len() - 2)
	for i := 2; i < c.Args.Len(); i++ {
		if command := t.named(c.Args.At(i)); command != nil {
			replyInfo(c.Reply, command)
		} else {
			c.Reply.Null()
		}
	}
}

// replyInfo is one command's element of COMMAND INFO.
func replyInfo(w *resp.Writer, command *Command) {
	first, last, step := keyRange(command.Keys)
	w.Array(10)
	w.BulkString(command.FullName)
	w.Int(int64(command.Arity))
	replyStatuses(w, slices.Collect(command.Flags.Names()))
	w.Int(int64(first))
	w.Int(int64(last))
	w.Int(int64(step))
	var categories []string
	for name := range command.AllCategories().Names() {
		categories = append(categories, "@"+name)
	}
	replyStatuses(w, categories)
	w.Set(len(command.Doc.Tips))
	for _, tip := range command.Doc.Tips {
		w.BulkString(tip)
	}
	w.Set(len(command.Keys))
	for _, spec := range command.Keys {
		replyKeySpec(w, spec)
	}
	replySubcommandInfo(w, command.Subcommands)
}

// replyStatuses is a set of words.
func replyStatuses(w *resp.Writer, words []string) {
	w.Set(len(words))
	for _, word := range words {
		w.SimpleString(word)
	}
}

// replySubcommandInfo follows Redis in that no subcommands are an empty set,
// and some an array.
func replySubcommandInfo(w *resp.Writer, subcommands []*Command) {
	if subcommands == nil {
		w.Set(0)
		return
	}
	w.Array(len(subcommands))
	for _, sub := range subcommands {
		replyInfo(w, sub)
	}
}

func replyKeySpec(w *resp.Writer, spec KeySpec) {
	var m fieldMap
	m.text("notes", spec.Notes)
	m.words("flags", slices.Collect(spec.Flags.Names()))
	m.field("begin_search", spec.Begin.reply)
	m.field("find_keys", spec.Find.reply)
	m.reply(w)
}

func (b BeginSearch) reply(w *resp.Writer) {
	var spec fieldMap
	kind := "unknown"
	switch {
	case b.Keyword != "":
		kind = "keyword"
		spec.text("keyword", b.Keyword)
		spec.number("startfrom", b.StartFrom)
	case b.known():
		kind = "index"
		spec.number("index", b.Index)
	}
	replyKind(w, kind, &spec)
}

func (f FindKeys) reply(w *resp.Writer) {
	var spec fieldMap
	kind := "unknown"
	switch {
	case f.Counted:
		kind = "keynum"
		spec.number("keynumidx", f.CountAt)
		spec.number("firstkey", f.First)
		spec.number("keystep", f.Step)
	case f != FindKeys{}:
		kind = "range"
		spec.number("lastkey", f.Last)
		spec.number("keystep", f.Step)
		spec.number("limit", f.Limit)
	}
	replyKind(w, kind, &spec)
}

func replyKind(w *resp.Writer, kind string, spec *fieldMap) {
	var m fieldMap
	m.text("type", kind)
	m.field("spec", spec.reply)
	m.reply(w)
}

// commandList is COMMAND LIST [FILTERBY MODULE name | ACLCAT category |
// PATTERN pattern], of subcommands too.
func (t *Table) commandList(c *Call) {
	filter := func(*Command) bool { return true }
	if c.Args.Len() > 2 {
		if filter = parseListFilter(c); filter == nil {
			c.Reply.Error(resp.ErrSyntax)
			return
		}
	}
	var names []string
	for command := range t.All() {
		if filter(command) {
			names = append(names, command.FullName)
		}
	}
	c.Reply.Array(len(names))
	for _, name := range names {
		c.Reply.BulkString(name)
	}
}

// parseListFilter returns nil if the arguments are no filter.
func parseListFilter(c *Call) func(*Command) bool {
	if c.Args.Len() != 5 || !c.isWord(2, "filterby") {
		return nil
	}
	value := c.Args.At(4)
	switch {
	case c.isWord(3, "module"):
		return func(*Command) bool { return false } // there are no modules
	case c.isWord(3, "aclcat"):
		category := categoryNamed(value)
		return func(command *Command) bool { return command.AllCategories()&category != 0 }
	case c.isWord(3, "pattern"):
		return func(command *Command) bool { return glob.Match(value, []byte(command.FullName), true) }
	}
	return nil
}

// help is the HELP of a container: it tells what its rows tell.
func help(c *Call) {
	container := c.Command.Parent
	lines := []string{container.upperName() + " <subcommand> [<argument> ...]. The subcommands are:"}
	for _, sub := range container.Subcommands {
		usage := sub.upperName()
		if arguments := syntax(sub.Doc.Arguments); arguments != "" {
			usage += " " + arguments
		}
		lines = append(lines, usage, "    "+sub.Doc.Summary)
	}
	c.Reply.Array(len(lines))
	for _, line := range lines {
		c.Reply.SimpleString(line)
	}
}
