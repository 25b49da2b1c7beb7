package kernels

import (
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
	fd, errno := p.kernel.Open(p.path(s.word(0)), flags, 0o600)
	return p.opened(s.On, fd, errno)
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
	return Answer{Errno: p.kernel.Rename(p.path(s.On), p.path(s.word(0)))}
}

func (p *player) remove(s Step) Answer {
	return Answer{Errno: p.kernel.Remove(p.path(s.On))}
}
