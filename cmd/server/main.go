package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"seedis/config"
	"seedis/mem"
	"seedis/server"
	"seedis/sys/real"
)

// The server's main thread is the first of its process: what asks for the process
// by its number alone, as taskset does, asks for main, and no other goroutine is
// ever offered this thread, which could not bear its name. Only a lock that is held
// when the program begins is sure to be on it.
func init() { runtime.LockOSThread() }

func main() {
	os.Exit(run(os.Args[1:], os.Environ(), streams{os.Stdin, os.Stdout, os.Stderr}))
}

// run is the program: it returns its exit status.
func run(arguments, environment []string, standard streams) int {
	if mode := modeOf(arguments); mode != nil {
		return mode(arguments, environment, standard)
	}
	return serve(arguments, environment, standard)
}

// serve is a server's life. The status is 1 if it cannot start or runs out of
// memory, with the reason among the problems.
func serve(arguments, environment []string, standard streams) (status int) {
	problems := standard.problems
	defer func() {
		switch cause := recover().(type) {
		case nil:
		case mem.OutOfMemory:
			fmt.Fprintf(problems, "Out Of Memory allocating %d bytes!\n", cause.Size)
			status = 1
		default:
			panic(cause)
		}
	}()
	configuration := config.New()
	file, err := configure(configuration, arguments, environment, standard.in)
	if err != nil {
		fmt.Fprintln(problems, err)
		return 1
	}
	file = absolute(file) // as long as it is relative to where the user is
	if err := enterDirectory(configuration); err != nil {
		fmt.Fprintln(problems, err)
		return 1
	}
	runtime.GOMAXPROCS(processors(configuration))
	kernel, err := real.New()
	if err != nil {
		fmt.Fprintln(problems, err)
		return 1
	}
	note, err := kernel.UseEngine(configuration.IOEngine)
	if err != nil {
		fmt.Fprintf(problems, "'io-engine %s' cannot serve here: %s\n", configuration.IOEngine, err)
		return 1
	}
	executable, _ := os.Executable() // shown by INFO, if it is known
	s, err := server.New(kernel, configuration, server.Options{
		Executable: executable, ConfigFile: file, Supervisor: supervisor(configuration.Supervised), EngineNote: note,
	})
	if err != nil {
		fmt.Fprintln(problems, err)
		return 1
	}
	if err := notifyReady(configuration.Supervised); err != nil {
		fmt.Fprintln(problems, "Can't tell systemd that the server is ready:", err)
	}
	return s.Run()
}

// processors is what Go may use of them, idle or not: one for each goroutine that
// stands for a thread that computes, as it is one only if a processor is always
// there, and two for the collector and what the runtime does aside. One too few
// costs always, one too many while the collector runs, which it seldom does where
// keys and buffers are not on its heap. With two such threads and 50 clients the
// 99th percentile of the time to a reply was 1.8 ms with 2 in all and 0.17 with 3;
// with the collector forced to run every 10 ms it was 1.8 with 3, 3.2 with 4, 4.5
// with 6 and 5.3 with 12.
//
// Threads that compute are those that serve clients and bio_lazy_free. Those that
// sync and close files are in system calls, where they need no processor.
func processors(c *config.Config) int {
	serving := c.IOThreads
	if c.IOThreadsModel == "single" {
		serving = 1
	}
	return serving + 1 + 2
}

// configure fills the configuration from its sources, the weakest first, and
// returns the name of its file.
func configure(c *config.Config, arguments, environment []string, input io.Reader) (string, error) {
	file, standardInput, options := config.SplitArguments(arguments)
	if file != "" {
		text, err := readFile(file)
		if err != nil {
			return file, err
		}
		if err := c.ParseFile(file, text, readIncluded); err != nil {
			return file, err
		}
	}
	if standardInput {
		text, err := io.ReadAll(input)
		if err != nil {
			return file, err
		}
		if err := c.ParseFile("", string(text), readIncluded); err != nil {
			return file, err
		}
	}
	if err := c.ParseEnvironment(environment); err != nil {
		return file, err
	}
	return file, c.ParseArguments(options, readIncluded)
}

func readFile(name string) (string, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		err = fmt.Errorf("Fatal error, can't open config file '%s': %s", name, reason(err))
	}
	return string(text), err
}

// readIncluded reads what an include directive names: a file, or all files that
// match a pattern, which may be none.
func readIncluded(name string) (string, error) {
	files := []string{name}
	if strings.ContainsAny(name, "*?[") {
		var err error
		if files, err = filepath.Glob(name); err != nil {
			return "", err
		}
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", errors.New(reason(err))
		}
		all.Write(append(text, '\n'))
	}
	return all.String(), nil
}

// reason is why a call failed, in the C library's words: Go has the same ones,
// in small letters.
func reason(err error) string {
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		return err.Error()
	}
	text := errno.Error()
	return strings.ToUpper(text[:1]) + text[1:]
}

// enterDirectory makes the configured directory the working one, and writes
// down which one it is.
func enterDirectory(c *config.Config) error {
	if c.Dir != "" {
		if err := os.Chdir(c.Dir); err != nil {
			return fmt.Errorf("Can't chdir to '%s': %s", c.Dir, reason(err))
		}
	}
	directory, err := os.Getwd()
	c.Dir = directory
	return err
}

// absolute is the file's full path, for INFO.
func absolute(file string) string {
	if file == "" {
		return ""
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return file
	}
	return path
}
