package server

import (
	"fmt"
	"time"

	"seedis/config"
	"seedis/sys"
)

// logger writes Redis's log: one line an event,
//
//	PID:M 21 Nov 2026 08:41:20.123 * text
//
// with a sign for the level: . debug, - verbose, * notice, # warning. The log
// file is opened for each line, so that it can be moved away at any time.
type logger struct {
	kernel sys.Kernel
	config *config.Config // its loglevel may change at run time
	line   []byte
}

// rareLine holds back a line that others can cause as often as they like.
type rareLine struct {
	next time.Duration // on the monotonic clock
}

// due tells whether interval has passed since it last said so.
func (r *rareLine) due(now, interval time.Duration) bool {
	if now < r.next {
		return false
	}
	r.next = now + interval
	return true
}

// lineMax bounds a line, in bytes (LOG_MAX_LEN).
const lineMax = 1024

// init makes sure that there is a log to write to.
func (l *logger) init(kernel sys.Kernel, configuration *config.Config) error {
	l.kernel, l.config = kernel, configuration
	fd, err := l.open()
	if err != sys.OK {
		return fmt.Errorf("Can't open the log file: %s", err)
	}
	l.close(fd)
	return nil
}

// open gives the descriptor to write to: the log file's, or standard output.
func (l *logger) open() (sys.FD, sys.Errno) {
	if l.config.LogFile == "" {
		return l.kernel.LogDescriptor(), sys.OK
	}
	return l.kernel.Open(l.config.LogFile, sys.OpenWrite|sys.OpenCreate|sys.OpenAppend, 0o644)
}

func (l *logger) close(fd sys.FD) {
	if l.config.LogFile != "" {
		l.kernel.Close(fd)
	}
}

func (l *logger) verbose(format string, args ...any) {
	l.write(config.LogVerbose, '-', format, args...)
}

func (l *logger) notice(format string, args ...any) {
	l.write(config.LogNotice, '*', format, args...)
}

func (l *logger) warning(format string, args ...any) {
	l.write(config.LogWarning, '#', format, args...)
}

// write drops lines below the configured level, before any argument is printed.
// What the log does not take is lost: there is nowhere to say so.
func (l *logger) write(level config.LogLevel, sign byte, format string, args ...any) {
	if level < l.config.LogLevel {
		return
	}
	now := time.UnixMicro(l.kernel.Wall()).In(l.kernel.Location())
	line := fmt.Appendf(l.line[:0], "%d:M ", l.kernel.Pid())
	line = now.AppendFormat(line, "02 Jan 2006 15:04:05.000 ")
	line = append(line, sign, ' ')
	line = fmt.Appendf(line, format, args...)
	line = append(line[:min(len(line), lineMax-1)], '\n')
	l.line = line
	if fd, err := l.open(); err == sys.OK {
		l.kernel.Write(fd, line)
		l.close(fd)
	}
}
