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
// with a sign for the level: . debug, - verbose, * notice, # warning.
type logger struct {
	kernel sys.Kernel
	config *config.Config // its loglevel may change at run time
	fd     sys.FD
	file   bool // fd is a file that the logger opened
	line   []byte
}

// lineMax bounds a line, in bytes (LOG_MAX_LEN).
const lineMax = 1024

// open starts the log on the configured file, or the standard output.
func (l *logger) open(kernel sys.Kernel, configuration *config.Config) error {
	l.kernel, l.config, l.fd = kernel, configuration, kernel.LogDescriptor()
	if configuration.LogFile == "" {
		return nil
	}
	fd, err := kernel.Open(configuration.LogFile, sys.OpenWrite|sys.OpenCreate|sys.OpenAppend, 0o644)
	if err != sys.OK {
		return fmt.Errorf("Can't open the log file: %s", err)
	}
	l.fd, l.file = fd, true
	return nil
}

func (l *logger) close() {
	if l.file {
		l.kernel.Close(l.fd)
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

// write drops lines below the configured level. What the log's file does not
// take is lost: there is nowhere to say so.
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
	l.kernel.Write(l.fd, line)
}
