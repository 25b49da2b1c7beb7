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
// One that has gone is written anew.
func (s *Server) rewriteConfigFile(rewrite func(old string) string) sys.Errno {
	old, err := readFile(s.kernel, s.options.ConfigFile)
	if err != sys.OK && err != sys.ENOENT {
		return err
	}
	// The process's number keeps the files of two servers apart.
	temporary := fmt.Sprintf("%s-%d.tmp", s.options.ConfigFile, s.kernel.Pid())
	return replaceFile(s.kernel, s.options.ConfigFile, temporary, []byte(rewrite(string(old))))
}

// files is what reading and replacing a file asks of the machine.
type files interface {
	sys.Files
	Close(fd sys.FD) sys.Errno
}

// readFile is all that is in a file.
func readFile(kernel files, name string) ([]byte, sys.Errno) {
	fd, err := kernel.Open(name, sys.OpenRead, 0)
	if err != sys.OK {
		return nil, err
	}
	defer kernel.Close(fd)
	var text []byte
	var part [4096]byte
	for {
		n, err := kernel.Read(fd, part[:])
		if n == 0 || err != sys.OK {
			return text, err
		}
		text = append(text, part[:n]...)
	}
}

// replaceFile gives a file another content such that whoever looks, be it after
// a power failure, finds the old one or the new one: the new one is written to a
// temporary file of the same directory and forced to the device before it takes
// the name. Only the end of the directory's own sync makes sure that it is the
// new one.
func replaceFile(kernel files, name, temporary string, text []byte) sys.Errno {
	err := writeFile(kernel, temporary, text)
	if err == sys.OK {
		err = kernel.Rename(temporary, name)
	}
	if err != sys.OK {
		kernel.Remove(temporary)
		return err
	}
	return kernel.SyncDirectory(path.Dir(name))
}

// writeFile makes a file with a content, on the device when it returns.
func writeFile(kernel files, name string, text []byte) sys.Errno {
	fd, err := kernel.Open(name, sys.OpenWrite|sys.OpenCreate|sys.OpenTrunc, 0o644)
	if err != sys.OK {
		return err
	}
	defer kernel.Close(fd)
	for len(text) > 0 {
		n, err := kernel.Write(fd, text)
		if err != sys.OK {
			return err
		}
		text = text[n:]
	}
	return kernel.Sync(fd)
}
