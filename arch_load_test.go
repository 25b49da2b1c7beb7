package seedis

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// room is one package of the house, parsed and typed, without its tests.
type room struct {
	path  string // within the module: "sys/real", "." for the root
	files []*ast.File
	names []string // of the files
	types *types.Package
	info  *types.Info
}

// house is all packages, and what is needed to type another one.
type house struct {
	fset     *token.FileSet
	rooms    []*room
	importer types.Importer
}

// listed is what "go list -json" tells of a package.
type listed struct {
	ImportPath string
	Dir        string
	Export     string
	GoFiles    []string
	Standard   bool
	Module     *struct{ Main bool }
}

// loadHouse types every package of the module from its source; what they import
// comes from the compiler's export data.
func loadHouse(t *testing.T) *house {
	t.Helper()
	command := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,Standard,Module", "./...")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	// The bad examples import some packages that the house must not.
	extra, err := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,Standard,Module",
		"os", "sync", "hash/maphash", "time", "fmt", "maps", "slices", "context").Output()
	if err != nil {
		t.Fatalf("go list of the standard library: %v", err)
	}
	exports := map[string]string{}
	var own []listed
	for decoder := json.NewDecoder(strings.NewReader(string(output) + string(extra))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		exports[p.ImportPath] = p.Export
		if p.Module != nil && p.Module.Main {
			own = append(own, p)
		}
	}
	h := &house{fset: token.NewFileSet()}
	h.importer = importer.ForCompiler(h.fset, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})
	for _, p := range own {
		h.rooms = append(h.rooms, h.load(t, p))
	}
	return h
}

func (h *house) load(t *testing.T, p listed) *room {
	t.Helper()
	sources := map[string]string{}
	for _, name := range p.GoFiles {
		text, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		sources[name] = string(text)
	}
	return h.check(t, roomPath(p.ImportPath), p.GoFiles, sources)
}

// check types one package given as text.
func (h *house) check(t *testing.T, path string, names []string, sources map[string]string) *room {
	t.Helper()
	r := &room{path: path, names: names, info: &types.Info{
		Types:     map[ast.Expr]types.TypeAndValue{},
		Uses:      map[*ast.Ident]types.Object{},
		Instances: map[*ast.Ident]types.Instance{},
	}}
	for _, name := range names {
		file, err := parser.ParseFile(h.fset, path+"/"+name, sources[name], parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		r.files = append(r.files, file)
	}
	config := types.Config{Importer: h.importer}
	var err error
	r.types, err = config.Check("seedis/"+path, h.fset, r.files, r.info)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return r
}

// roomPath is an import path's place in the house.
func roomPath(importPath string) string {
	if importPath == "seedis" {
		return "."
	}
	return strings.TrimPrefix(importPath, "seedis/")
}
