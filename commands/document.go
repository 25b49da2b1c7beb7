package commands

import "strings"

// Doc is the documentation of a command, as COMMAND DOCS gives it. Summaries,
// explanations and the texts of changes are our own; versions, groups and
// arguments are Redis's.
type Doc struct {
	Group string
	// Since is the version of Redis that introduced the command.
	Since   string
	Summary string
	// Complexity begins with the order of growth: "O(N), with N ...".
	Complexity string
	// Flags are "deprecated" and "syscmd"; a deprecated command tells since
	// when, and by what it is replaced.
	Flags           []string
	DeprecatedSince string
	ReplacedBy      string
	History         []Change
	Arguments       []Argument
	// Tips are the hints of COMMAND INFO
	// (https://redis.io/docs/reference/command-tips/).
	Tips []string
}

// Change is one step of a command's history.
type Change struct {
	Since string
	Text  string
}

// Argument is one argument of a command, or a group of them.
type Argument struct {
	Name string
	Type ArgumentType
	// KeySpec is the index of the spec that finds a TypeKey, or the keys that a
	// TypePattern leads to: those are never by the first spec.
	KeySpec int
	// Token is the word that comes before the argument, or is all of it.
	Token           string
	Since           string
	DeprecatedSince string
	Optional        bool
	Multiple        bool
	// MultipleToken tells that Token comes before each of several.
	MultipleToken bool
	// Arguments are the parts of a TypeBlock, the choices of a TypeOneOf.
	Arguments []Argument
}

// ArgumentType is the word of COMMAND DOCS for what an argument holds.
type ArgumentType string

// The types of arguments that occur.
const (
	TypeString    ArgumentType = "string"
	TypeInteger   ArgumentType = "integer"
	TypeKey       ArgumentType = "key"
	TypePattern   ArgumentType = "pattern"
	TypeUnixTime  ArgumentType = "unix-time"
	TypeDouble    ArgumentType = "double"
	TypePureToken ArgumentType = "pure-token"
	TypeOneOf     ArgumentType = "oneof"
	TypeBlock     ArgumentType = "block"
)

func text(name string) Argument     { return Argument{Name: name, Type: TypeString} }
func integer(name string) Argument  { return Argument{Name: name, Type: TypeInteger} }
func double(name string) Argument   { return Argument{Name: name, Type: TypeDouble} }
func pattern(name string) Argument  { return Argument{Name: name, Type: TypePattern} }
func unixTime(name string) Argument { return Argument{Name: name, Type: TypeUnixTime} }
func key() Argument                 { return Argument{Name: "key", Type: TypeKey} }

// word is an argument that is a fixed word, written in lower case here.
func word(name string) Argument {
	return Argument{Name: name, Type: TypePureToken, Token: strings.ToUpper(name)}
}

func oneOf(name string, choices ...Argument) Argument {
	return Argument{Name: name, Type: TypeOneOf, Arguments: choices}
}

func block(name string, parts ...Argument) Argument {
	return Argument{Name: name, Type: TypeBlock, Arguments: parts}
}

// offsetAndCount is the LIMIT of commands that can leave out a part of what
// they read.
func offsetAndCount() Argument {
	return block("offset_count", integer("offset"), integer("count")).after("LIMIT").optional()
}

// timeoutHistory is the history of the older commands that wait.
func timeoutHistory() []Change {
	return []Change{{"6.0.0", "`timeout` may have a fraction."}}
}

func (a Argument) after(token string) Argument {
	a.Token = token
	return a
}

func (a Argument) since(version string) Argument {
	a.Since = version
	return a
}

func (a Argument) optional() Argument {
	a.Optional = true
	return a
}

func (a Argument) multiple() Argument {
	a.Multiple = true
	return a
}

// eachWithToken is multiple, with the token before each one.
func (a Argument) eachWithToken() Argument {
	a.Multiple, a.MultipleToken = true, true
	return a
}

// syntax writes arguments as a line of HELP: "parameter value [parameter
// value ...]".
func syntax(arguments []Argument) string {
	parts := make([]string, len(arguments))
	for i, argument := range arguments {
		parts[i] = argument.syntax()
	}
	return strings.Join(parts, " ")
}

func (a Argument) syntax() string {
	line := a.body()
	if a.Token != "" && a.Type != TypePureToken {
		line = a.Token + " " + line
	}
	if a.Multiple {
		line += " [" + line + " ...]"
	}
	if a.Optional {
		line = "[" + line + "]"
	}
	return line
}

// body is the argument without its token and brackets.
func (a Argument) body() string {
	switch a.Type {
	case TypePureToken:
		return a.Token
	case TypeBlock:
		return syntax(a.Arguments)
	case TypeOneOf:
		choices := make([]string, len(a.Arguments))
		for i, choice := range a.Arguments {
			choices[i] = choice.syntax()
		}
		return strings.Join(choices, "|")
	}
	return a.Name
}
