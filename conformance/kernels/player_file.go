package kernels

import (
	"fmt"
	"path/filepath"
	"strings"

	"seedis/sys"
)

func (p *player) openFile(s Step) Answer {
	if p.used(s.On) {
		return skipped
	}
	var flags sys.OpenFlag
	for i, letter := range "rwcatx" {
		if strings.ContainsRune(s.word(1), letter) {
			flags |= 1 << i
		}
	}
	fd, errno := p.kernel.Open(p.path(s.word(0)), flags, s.bits(2))
	return p.opened(s.On, fd, errno)
}

func (p *player) mode(s Step) Answer {
	mode, errno := p.kernel.Mode(p.number(s.On))
	if errno != sys.OK {
		return Answer{Errno: errno}
	}
	return Answer{Name: fmt.Sprintf("%03o", mode)}
}

func (p *player) setMode(s Step) Answer {
	return Answer{Errno: p.kernel.SetMode(p.number(s.On), s.bits(0))}
}

func (p *player) read(s Step) Answer {
	bytes := make([]byte, s.total())
	n, errno := p.kernel.Read(p.number(s.On), bytes)
	return Answer{Errno: errno, N: n, Data: bytes[:max(n, 0)]}
}

// write goes on with the stream of the descriptor's name.
func (p *player) write(s Step) Answer {
	n, errno := p.kernel.Write(p.number(s.On), p.next(s.On, 0, s.total()))
	p.sent[s.On] += n
	return Answer{Errno: errno, N: n}
}

func (p *player) sync(s Step) Answer {
	return Answer{Errno: p.kernel.Sync(p.number(s.On))}
}

func (p *player) syncDirectory(Step) Answer {
	return Answer{Errno: p.kernel.SyncDirectory(filepath.Join("/", p.directory))}
}

func (p *player) rename(s Step) Answer {
	from, to := p.path(s.On), p.path(s.word(0))
	errno := p.kernel.Rename(from, to)
	if errno == sys.OK {
		holder := p.holders[from]
		delete(p.holders, from)
		p.holders[to] = holder
	}
	return Answer{Errno: errno}
}

func (p *player) remove(s Step) Answer {
	path := p.path(s.On)
	errno := p.kernel.Remove(path)
	if errno == sys.OK {
		delete(p.holders, path)
	}
	return Answer{Errno: errno}
}
