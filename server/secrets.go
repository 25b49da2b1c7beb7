package server

import (
	"bytes"

	"seedis/commands"
	"seedis/config"
	"seedis/resp"
)

// redacted stands for an argument that nobody may read.
const redacted = "(redacted)"

// isSecret tells whether argument i of a request must not be written down: it
// is a password or may be one. Only its place counts, so that a password in a
// request that was wrong stays secret too.
func isSecret(command *commands.Command, args resp.Args, i int) bool {
	switch command.FullName {
	case "auth":
		return i > 0
	case "hello":
		return isHelloSecret(args, i)
	case "config|set":
		return i > 2 && i%2 == 1 && config.IsSecret(string(args.At(i-1)))
	}
	return false
}

// isHelloSecret finds user and password behind the word AUTH of HELLO.
func isHelloSecret(args resp.Args, i int) bool {
	for option := 2; option < i; {
		switch word := args.At(option); {
		case bytes.EqualFold(word, []byte("auth")) && option+2 < args.Len():
			if i <= option+2 {
				return true
			}
			option += 3
		case bytes.EqualFold(word, []byte("setname")):
			option += 2
		default:
			return false
		}
	}
	return false
}
