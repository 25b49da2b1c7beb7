package config

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func mustTake(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestDefaultsReachTheFields(t *testing.T) {
	c := New()
	want := &Config{
		Supervised: "no", Databases: 16, HZ: 10, DynamicHZ: true, LogLevel: LogNotice,
		Bind: []string{"*", "-::*"}, Port: 6379, TCPBacklog: 511, TCPKeepAlive: 300, ProtectedMode: true,
		IOThreads: 1, IOThreadsModel: "reactor", IOThreadsSpin: 1_000_000, IOEngine: "auto",
		MaxClients: 10000, ClientQueryBufferLimit: 1 << 30, ProtoMaxBulkLen: 512 << 20,
		ClientOutputBufferLimit: [ClientClasses]OutputLimit{
			ClientReplica: {Hard: 256 << 20, Soft: 64 << 20, Seconds: 60},
			ClientPubSub:  {Hard: 32 << 20, Soft: 8 << 20, Seconds: 60},
		},
		LatencyTracking: true, LatencyPercentiles: []float64{50, 99, 99.9},
		SlowlogLogSlowerThan: 10000, SlowlogMaxLen: 128,
		MaxMemoryPolicy: "noeviction", MaxMemorySamples: 5, MaxMemoryEvictionTenacity: 10, LFULogFactor: 10, LFUDecayTime: 1, ActiveExpireEffort: 1, ActiveRehashing: true,
		HashMaxListpackEntries: 512, HashMaxListpackValue: 64, ListMaxListpackSize: -2,
		SetMaxIntsetEntries: 512, ZSetMaxListpackEntries: 128, ZSetMaxListpackValue: 64,
		others: c.others, started: c.started,
	}
	if diff := cmp.Diff(want, c, cmp.AllowUnexported(Config{})); diff != "" {
		t.Errorf("New (-want +got):\n%s", diff)
	}
}

func TestLaterSourcesWin(t *testing.T) {
	c := New()
	mustTake(t, c.ParseFile("redis.conf", "port 1\nMaxClients 11\nmaxclients 22\ntimeout 5\nhz 20\nsave 900 1\nsave 60 2\n", nil))
	mustTake(t, c.ParseEnvironment([]string{"SEEDIS_TIMEOUT=6", "SEEDIS_HZ=30", "SEEDIS_TCP_BACKLOG=7", "SEEDIS_BIND=127.0.0.1 ::1", "SEEDIS_BIO_CPULIST=1-2", "PORT=9"}))
	mustTake(t, c.ParseArguments([]string{"--hz", "40", "--save", "30", "3", "--loglevel", "debug", "--enable-debug-command", "local", "--unixsocketperm", "755"}, nil))
	got := fmt.Sprint(c.Port, c.MaxClients, c.Timeout, c.HZ, c.TCPBacklog, c.Bind, c.LogLevel == LogDebug, c.EnableDebugCommand == ProtectedLocal, c.UnixSocketPerm == 0o755)
	if want := "1 22 6 40 7 [127.0.0.1 ::1] true true true"; got != want {
		t.Errorf("fields are %s, want %s", got, want)
	}
	if save := get(c, "save")["save"]; save != "900 1 60 2 30 3" {
		t.Errorf("save is %q: the lines of one start add up", save)
	}
	if list := get(c, "bio_cpulist")["bio_cpulist"]; list != "1-2" {
		t.Errorf("bio_cpulist is %q", list)
	}
}

func TestStartErrorsNameSourceLineAndWord(t *testing.T) {
	file := func(text string) error { return New().ParseFile("/etc/seedis.conf", text, nil) }
	for _, row := range []struct {
		err  error
		want string
	}{
		{file("\n# a comment\n  maxclients abc\n"), "*** FATAL CONFIG FILE ERROR (Seedis 0.1.0) ***\n" +
			"Reading the configuration file /etc/seedis.conf, at line 3\n>>> 'maxclients abc'\n" +
			"argument couldn't be parsed into an integer\nThe word is \"abc\""},
		{file("save 60 1 x 5"), "*** FATAL CONFIG FILE ERROR (Seedis 0.1.0) ***\n" +
			"Reading the configuration file /etc/seedis.conf, at line 1\n>>> 'save 60 1 x 5'\nInvalid save parameters\nThe word is \"x\""},
		{file("io-threads-model three"), "*** FATAL CONFIG FILE ERROR (Seedis 0.1.0) ***\n" +
			"Reading the configuration file /etc/seedis.conf, at line 1\n>>> 'io-threads-model three'\n" +
			"argument(s) must be one of the following: single, lockstep, reactor\nThe word is \"three\""},
		{New().ParseArguments([]string{"--hz", "5", "--port", "x y"}, nil), "*** FATAL CONFIG FILE ERROR (Seedis 0.1.0) ***\n" +
			"Reading the command line, at argument 3\n>>> 'port \"x y\"'\nargument couldn't be parsed into an integer\nThe word is \"x y\""},
		{New().ParseEnvironment([]string{"SEEDIS_NOSUCH=1"}), "*** FATAL CONFIG FILE ERROR (Seedis 0.1.0) ***\n" +
			"Reading the environment\n>>> 'SEEDIS_NOSUCH=1'\nthere is no parameter of that name\nThe word is \"SEEDIS_NOSUCH\""},
		{New().ParseEnvironment([]string{"SEEDIS_PORT="}), "*** FATAL CONFIG FILE ERROR (Seedis 0.1.0) ***\n" +
			"Reading the environment\n>>> 'SEEDIS_PORT='\nargument couldn't be parsed into an integer"},
	} {
		if row.err == nil || row.err.Error() != row.want {
			t.Errorf("the error is\n%v\nwant\n%s", row.err, row.want)
		}
	}
}

// The parameters of threads are fixed at start. Those that Redis has are held
// against it elsewhere.
func TestThreadsAreFixedAtStart(t *testing.T) {
	c := New()
	mustTake(t, c.ParseFile("redis.conf", "io-threads 4\nio-threads-do-reads YES\nio-threads-model Lockstep\nio-threads-spin 0\nio-threads-always yes\n"+
		"io-engine IO_URING\nserver_cpulist 0-7:2\nbio_cpulist 1,3\naof_rewrite_cpulist 8-11\nbgsave_cpulist 1,10-11\n", nil))
	got := fmt.Sprintln(c.IOThreads, c.IOThreadsDoReads, c.IOThreadsModel, c.IOThreadsSpin, c.IOThreadsAlways, c.IOEngine,
		c.ServerCPUList, c.BioCPUList, c.AOFRewriteCPUList, c.BgsaveCPUList)
	if want := "4 true lockstep 0 true io_uring 0-7:2 1,3 8-11 1,10-11\n"; got != want {
		t.Errorf("fields are %s, want %s", got, want)
	}
	for _, p := range slices.Concat(threadParameters, []*parameter{byName["server_cpulist"].parameter, byName["bio_cpulist"].parameter}) {
		want := "ERR CONFIG SET failed (possibly related to argument '" + p.name + "') - can't set immutable config"
		if got := set(c, p.name, p.text(c)); got != want {
			t.Errorf("CONFIG SET %s: %s", p.name, got)
		}
	}
	for _, line := range []string{"io-threads-spin -1", "io-threads-spin 2147483648", "io-threads-spin x", "io-threads-always 1",
		"io-threads-model \"\"", "io-threads-model single lockstep", "io-engine kqueue", "io-engine"} {
		if New().ParseFile("redis.conf", line, nil) == nil {
			t.Errorf("%q is accepted", line)
		}
	}
}

func TestIncludedFilesAreReadInPlace(t *testing.T) {
	files := map[string]string{"a": "port 2\ninclude b\nhz 7", "b": "timeout 3\nhz 6", "loop": "include loop", "bad": "\nport x"}
	read := func(name string) (string, error) {
		text, ok := files[name]
		if !ok {
			return "", errors.New("No such file or directory")
		}
		return text, nil
	}
	c := New()
	mustTake(t, c.ParseFile("main", "port 1\nINCLUDE a\ntimeout 4\n", read))
	if c.Port != 2 || c.HZ != 7 || c.Timeout != 4 {
		t.Errorf("port, hz, timeout are %d %d %d, want 2 7 4", c.Port, c.HZ, c.Timeout)
	}
	for include, want := range map[string]string{
		"loop": "too deeply", "missing": "can't open config file: No such file or directory", "bad": "configuration file bad, at line 2"} {
		if err := c.ParseFile("main", "include "+include, read); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("include %s: %v", include, err)
		}
	}
}

func TestSplitArguments(t *testing.T) {
	for _, row := range []struct {
		arguments, file string
		standardInput   bool
		options         string
	}{
		{"", "", false, ""},
		{"redis.conf", "redis.conf", false, ""},
		{"redis.conf --port 1", "redis.conf", false, "--port 1"},
		{"--port 1", "", false, "--port 1"},
		{"-", "", true, ""},
		{"- --port 1", "", true, "--port 1"},
		{"redis.conf --port 1 -", "redis.conf", true, "--port 1"},
		{"redis.conf -", "redis.conf", true, ""},
	} {
		file, standardInput, options := SplitArguments(strings.Fields(row.arguments))
		if file != row.file || standardInput != row.standardInput || strings.Join(options, " ") != row.options {
			t.Errorf("%q: %q %v %q", row.arguments, file, standardInput, options)
		}
	}
}

func TestDirectivesForOthersAreKept(t *testing.T) {
	c := New()
	mustTake(t, c.ParseFile("f", "user alice on >secret\nrename-command FLUSHALL \"\"\nuser bob off", nil))
	if len(c.Users) != 2 || c.Users[1].Words[0] != "bob" || c.Users[1].Source.Line != 3 {
		t.Errorf("users: %+v", c.Users)
	}
	if len(c.RenamedCommands) != 1 || cmp.Diff(c.RenamedCommands[0].Words, []string{"FLUSHALL", ""}) != "" {
		t.Errorf("renamed commands: %+v", c.RenamedCommands)
	}
}

func TestPlainUsers(t *testing.T) {
	for line, plain := range map[string]bool{
		"default on nopass ~* &* +@all":                  true,
		"default on nopass sanitize-payload ~* &* +@all": true,
		"default":                    false,
		"default on nopass ~* +@all": false,
		"default on nopass skip-sanitize-payload ~* &* +@all":      false,
		"default on nopass ~* &* +@all -flushall":                  false,
		"default off nopass ~* &* +@all":                           false,
		"default on #2bd806c97f0e00af1a1fc3328fa763a9 ~* &* +@all": false,
		"Default on nopass ~* &* +@all":                            false,
		"alice on nopass ~* &* +@all":                              false,
	} {
		if IsPlainUser(strings.Fields(line)) != plain {
			t.Errorf("user %s: plain should be %v", line, plain)
		}
	}
}

// A parameter whose name speaks of a password is a secret, and few others are.
func TestSecrets(t *testing.T) {
	var secrets []string
	for _, e := range entries {
		if IsSecret(strings.ToUpper(e.name)) {
			secrets = append(secrets, e.name)
		}
		if strings.HasSuffix(e.name, "pass") != IsSecret(e.name) && !strings.HasPrefix(e.name, "master") {
			t.Errorf("%s: secret is %v", e.name, IsSecret(e.name))
		}
	}
	want := []string{"masterauth", "masteruser", "requirepass", "tls-client-key-file-pass", "tls-key-file-pass"}
	if diff := cmp.Diff(want, secrets); diff != "" {
		t.Error(diff)
	}
	if IsSecret("bogus") {
		t.Error("what is no parameter is no secret")
	}
}

func TestProtectedParametersNeedPermission(t *testing.T) {
	pairs := []Pair{{"dbfilename", "x.rdb"}}
	for _, row := range []struct {
		permission    Protected
		remote, local bool
	}{{ProtectedNo, false, false}, {ProtectedLocal, false, true}, {ProtectedYes, true, true}} {
		c := New()
		c.EnableProtectedConfigs = row.permission
		if remote, local := c.Set(pairs) == nil, c.SetLocal(pairs) == nil; remote != row.remote || local != row.local {
			t.Errorf("permission %d: a remote client %v, a local one %v", row.permission, remote, local)
		}
	}
}

// setting draws a parameter that can be set, and a value that may fit it.
func setting(t *rapid.T) Pair {
	e := rapid.SampledFrom(entries).Draw(t, "parameter")
	value := rapid.OneOf(
		rapid.SampledFrom([]string{"yes", "no", "1gb", "10%", "60 1", "KEA", "normal 1 2 3", "save now", "allkeys-lru", "warning", "localhost 1", "1 2 3", ""}),
		rapid.Map(rapid.IntRange(-1, 200), func(n int) string { return fmt.Sprint(n) }),
		rapid.StringN(0, 6, 12),
	).Draw(t, "value")
	return Pair{e.name, value}
}

func TestWhatGetTellsCanBeSetAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := New()
		c.EnableProtectedConfigs = ProtectedYes
		for range rapid.IntRange(1, 20).Draw(t, "settings") {
			c.Set([]Pair{setting(t)}) // those that do not fit are refused
		}
		copied := New()
		copied.EnableProtectedConfigs = ProtectedYes
		for _, e := range entries {
			if e.traits&immutable != 0 {
				continue
			}
			pairs := c.Get([]byte(e.name))
			if err := copied.Set(pairs); err != nil {
				t.Fatalf("%s is told as %q: %v", e.name, pairs, err)
			}
		}
		if diff := cmp.Diff(c, copied, cmp.AllowUnexported(Config{})); diff != "" {
			t.Fatalf("the copy differs (-told +set):\n%s", diff)
		}
	})
}

func TestSetIsAllOrNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := New()
		before := c.Clone()
		var pairs []Pair
		for range rapid.IntRange(1, 6).Draw(t, "pairs") {
			pairs = append(pairs, setting(t))
		}
		err := c.Set(pairs)
		if err != nil {
			if diff := cmp.Diff(before, c, cmp.AllowUnexported(Config{})); diff != "" {
				t.Fatalf("after %v (-before +after):\n%s", err, diff)
			}
			return
		}
		for _, pair := range pairs {
			if e, _ := find(pair.Name); e.parse(pair) != e.text(c) && !again(pairs, e) {
				t.Fatalf("%s is %q after being set to %q", pair.Name, e.text(c), pair.Value)
			}
		}
	})
}

// parse is the text of a value set on a fresh Config.
func (e entry) parse(pair Pair) string {
	c := New()
	if err := c.Set([]Pair{pair}); err != nil {
		return err.Error()
	}
	return e.text(c)
}

// again tells whether a parameter is set under two of its names.
func again(pairs []Pair, e entry) bool {
	count := 0
	for _, pair := range pairs {
		if other, _ := find(pair.Name); other.parameter == e.parameter {
			count++
		}
	}
	return count > 1
}

func TestCloneDoesNotFollow(t *testing.T) {
	c := New()
	clone := c.Clone()
	mustTake(t, c.Set([]Pair{{"save", "1 1"}, {"timeout", "9"}, {"bind", "::1"}, {"appendonly", "yes"}}))
	if diff := cmp.Diff(New(), clone, cmp.AllowUnexported(Config{})); diff != "" {
		t.Errorf("the clone followed:\n%s", diff)
	}
}

func TestClonesDoNotShareSavePoints(t *testing.T) {
	c := New()
	// Three lines leave room behind the points for a fourth.
	mustTake(t, c.ParseFile("f", "save 1 1\nsave 2 2\nsave 3 3", nil))
	clone := c.Clone()
	mustTake(t, c.ParseArguments([]string{"--save", "4", "4"}, nil))
	mustTake(t, clone.ParseArguments([]string{"--save", "5", "5"}, nil))
	if save := get(c, "save")["save"]; save != "1 1 2 2 3 3 4 4" {
		t.Errorf("save is %q", save)
	}
}

func TestSplitWords(t *testing.T) {
	for _, row := range []struct {
		line string
		want []string
		ok   bool
	}{
		{"", nil, true},
		{"a  b\tc", []string{"a", "b", "c"}, true},
		{`"a b" 'c d'`, []string{"a b", "c d"}, true},
		{`"\x41\n\"\q\xzz"`, []string{"A\n\"qxzz"}, true},
		{`'it\'s \n'`, []string{`it's \n`}, true},
		{`""`, []string{""}, true},
		{`ab"c d"`, []string{"abc d"}, true},
		{`"a"b`, nil, false},
		{`"a`, nil, false},
		{`'a`, nil, false},
		{`"a\`, nil, false},
	} {
		words, ok := splitWords(row.line)
		if ok != row.ok || cmp.Diff(row.want, words) != "" {
			t.Errorf("%q splits into %q, %v", row.line, words, ok)
		}
	}
}

// TestDebiansFileIsAccepted reads the package's redis.conf, which every line of
// Debian's server passes; root may read it, others find the same parameters
// as the oracle's in TestDefaultsAreTheOracles.
func TestDebiansFileIsAccepted(t *testing.T) {
	text, err := os.ReadFile("/etc/redis/redis.conf")
	if errors.Is(err, os.ErrPermission) || errors.Is(err, os.ErrNotExist) {
		o := startOracle(t)
		var lines strings.Builder
		for name, value := range o.get("*") {
			if name == "replicaof" || name == "slaveof" {
				continue // its empty value is not how a file says it
			}
			fmt.Fprintf(&lines, "%s %q\n", name, value)
		}
		text = []byte(lines.String())
	} else if err != nil {
		t.Fatal(err)
	}
	mustTake(t, New().ParseFile("/etc/redis/redis.conf", string(text), nil))
}
