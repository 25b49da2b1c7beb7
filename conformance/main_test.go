package conformance

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// generatedChecks is how many cases a generated test draws: as many as take
// some seconds. The flag -rapid.checks asks for more.
const generatedChecks = "150"

func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", generatedChecks); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(covered{m})
}

// coverageMin is the part, in percent, of the statements of each row of
// coverageRows that the cases must reach.
const coverageMin = 90

// coverageRows are the files to be covered: those with commands.
var coverageRows = []struct{ name, directory, files string }{
	{"commands", "seedis/commands", "*"},
	{"the command files of server", "seedis/server", "blocked.go client_kill.go client_list.go client_reply.go client_self.go " +
		"config_command.go deadlines.go debug.go debug_digest.go debug_object.go debug_populate.go debug_protocol.go dispatch.go " +
		"info.go info_memory.go info_persistence.go info_server.go info_stats.go latency.go lolwut.go pause.go ready.go reconfigure.go secrets.go " +
		"session.go shutdown.go slowlog.go time.go transaction.go unblock.go waits.go watch.go"},
}

// covered is a test run that fails if too little was covered, when coverage of
// these packages is counted and all tests run.
type covered struct{ *testing.M }

func (m covered) Run() int {
	status := m.M.Run()
	profile := flag.Lookup("test.coverprofile").Value.String()
	if status != 0 || profile == "" || flag.Lookup("test.run").Value.String() != "" {
		return status
	}
	if !filepath.IsAbs(profile) {
		profile = filepath.Join(flag.Lookup("test.outputdir").Value.String(), profile)
	}
	if err := checkCoverage(profile); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return status
}

func checkCoverage(profile string) error {
	file, err := os.Open(profile)
	if err != nil {
		return err
	}
	defer file.Close()
	statements, reached, files := map[string]int{}, map[string]int{}, map[string]bool{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		// A line is "package/file.go:from,to statements count".
		name, rest, _ := strings.Cut(lines.Text(), ":")
		row := rowOf(name)
		var place string
		var n, count int
		if _, err := fmt.Sscan(rest, &place, &n, &count); err != nil || row == "" {
			continue
		}
		files[name] = true
		statements[row] += n
		if count > 0 {
			reached[row] += n
		}
	}
	for _, row := range coverageRows {
		n := statements[row.name]
		if n == 0 || 100*reached[row.name] < coverageMin*n {
			return fmt.Errorf("of the statements of %s only %d in %d were reached", row.name, reached[row.name], n)
		}
		for file := range strings.FieldsSeq(row.files) {
			if file != "*" && !files[path.Join(row.directory, file)] {
				return fmt.Errorf("the profile knows no %s of %s", file, row.name)
			}
		}
	}
	return nil
}

func rowOf(file string) string {
	for _, row := range coverageRows {
		if path.Dir(file) == row.directory && (row.files == "*" || strings.Contains(row.files, path.Base(file))) {
			return row.name
		}
	}
	return ""
}
