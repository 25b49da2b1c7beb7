package server

import (
	"fmt"
	"path"

	"seedis/commands"
	"seedis/resp"
	"seedis/sys"
)

// configRewrite is CONFIG REWRITE: the configuration file says what is set.
func (s *Server) configRewrite(call *commands.Call) {
	if s.options.ConfigFile == "" {
		call.Reply.Error(resp.ErrNoConfigFile)
		return
	}
	if err := s.rewriteConfigFile(s.config.Rewrite); err != sys.OK {
		s.kernel.Mark(sys.MarkRewriteFailed)
		s.log.warning("CONFIG REWRITE failed: %s", err)
		call.Reply.ErrorText("ERR Rewriting config file: " + err.Error())
		return
	}
	s.log.warning("CONFIG REWRITE executed with success.")
	call.Reply.OK()
}

// debugRewriteAll is DEBUG CONFIG-REWRITE-FORCE-ALL. Without a file Redis says
// what the C library says of a path that is none.
func (s *Server) debugRewriteAll(call *commands.Call, _ resp.Args) {
	if s.options.ConfigFile == "" {
		call.Reply.Error(resp.ErrConfigRewriteAll, "Bad address")
		return
	}
	if err := s.rewriteConfigFile(s.config.RewriteAll); err != sys.OK {
		call.Reply.Error(resp.ErrConfigRewriteAll, err.Error())
		return
	}
	call.Reply.OK()
}

// rewriteConfigFile replaces the configuration file by what rewrite makes of it.
// One that has gone is written anew, for its owner alone: it may hold passwords.
func (s *Server) rewriteConfigFile(rewrite func(old string) string) sys.Errno {
	old, err := readFile(s.kernel, s.options.ConfigFile)
	switch err {
	case sys.OK:
	case sys.ENOENT:
		old.mode = 0o600
	default:
		return err
	}
	return replaceFile(s.kernel, s.options.ConfigFile, content{[]byte(rewrite(string(old.text))), old.mode})
}

// files is what reading and replacing a file asks of the machine.
type files interface {
	sys.Files
	sys.Entropy
	Close(fd sys.FD) sys.Errno
}

// content is all that is in a file, and its permission bits.
type content struct {
	text []byte
	mode uint32
}

func readFile(kernel files, name string) (content, sys.Errno) {
	fd, err := kernel.Open(name, sys.OpenRead, 0)
	if err != sys.OK {
		return content{}, err
	}
	defer kernel.Close(fd)
	mode, err := kernel.Mode(fd)
	if err != sys.OK {
		return content{}, err
	}
	var text []byte
	var part [4096]byte
	for {
		n, err := kernel.Read(fd, part[:])
		if n == 0 || err != sys.OK {
			return content{text, mode}, err
		}
		text = append(text, part[:n]...)
	}
}

// replaceFile gives a file another content such that whoever looks, be it after
// a power failure, finds the old one or the new one: the new one is written to a
// temporary file of the same directory and forced to the device before it takes
// the name. Only the end of the directory's own sync makes sure that it is the
// new one. As in Redis, a symbolic link is replaced, not what it leads to.
func replaceFile(kernel files, name string, with content) sys.Errno {
	fd, temporary, err := createTemporary(kernel, name)
	if err != sys.OK {
		return err
	}
	err = fillFile(kernel, fd, with)
	kernel.Close(fd)
	if err == sys.OK {
		err = kernel.Rename(temporary, name)
	}
	if err != sys.OK {
		kernel.Remove(temporary)
		return err
	}
	return kernel.SyncDirectory(path.Dir(name))
}

// temporaryTries bounds the names that are tried for a temporary file. One of 64
// random bits is taken if somebody guesses, not by chance.
const temporaryTries = 3

// createTemporary makes a file beside another one that only its owner may read
// as yet. Where others may write the directory too, they must not know the name
// beforehand, and a link or a file that they have put there is not written: it
// would be theirs, and the content may hold passwords.
func createTemporary(kernel files, beside string) (fd sys.FD, name string, err sys.Errno) {
	for range temporaryTries {
		var random [8]byte
		kernel.Random(random[:])
		name = fmt.Sprintf("%s-%x.tmp", beside, random)
		fd, err = kernel.Open(name, sys.OpenWrite|sys.OpenCreate|sys.OpenExclusive, 0o600)
		if err != sys.EEXIST {
			break
		}
	}
	return fd, name, err
}

// fillFile writes a content, which is on the device when it returns.
func fillFile(kernel files, fd sys.FD, with content) sys.Errno {
	for text := with.text; len(text) > 0; {
		n, err := kernel.Write(fd, text)
		if err != sys.OK {
			return err
		}
		text = text[n:]
	}
	if err := kernel.SetMode(fd, with.mode); err != sys.OK {
		return err
	}
	return kernel.Sync(fd)
}
