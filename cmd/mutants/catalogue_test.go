package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/format"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tree is the tree that the bugs are planted in, and what is needed to type its
// packages.
type tree struct {
	root     string
	importer types.Importer
	fset     *token.FileSet
	files    map[string][]string // paths, by room
}

func loadTree(t *testing.T) *tree {
	t.Helper()
	module, err := goTool(".", "env", "GOMOD")
	if err != nil {
		t.Fatal(err)
	}
	tr := &tree{root: filepath.Dir(module), fset: token.NewFileSet(), files: map[string][]string{}}
	listing, err := goTool(tr.root, "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles", "./cmd/simulate")
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	for decoder := json.NewDecoder(strings.NewReader(listing)); ; {
		var p struct {
			ImportPath, Dir, Export string
			GoFiles                 []string
		}
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		exports[p.ImportPath] = p.Export
		if room, own := strings.CutPrefix(p.ImportPath, "seedis/"); own {
			for _, name := range p.GoFiles {
				tr.files[room] = append(tr.files[room], filepath.Join(p.Dir, name))
			}
		}
	}
	tr.importer = importer.ForCompiler(tr.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	return tr
}

// check types the package of a bug with the bug in it.
func (tr *tree) check(m *mutant, planted []byte) error {
	var files []*ast.File
	for _, path := range tr.files[m.room()] {
		var source any
		if path == filepath.Join(tr.root, m.file) {
			source = planted
		}
		file, err := parser.ParseFile(tr.fset, path, source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	configuration := types.Config{Importer: tr.importer}
	_, err := configuration.Check("seedis/"+m.room(), tr.fset, files, nil)
	return err
}

// code is a file without its comments, as gofmt writes it.
func code(t *testing.T, source []byte) []byte {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := format.Node(&text, fset, file); err != nil {
		t.Fatal(err)
	}
	return bytes.Join(bytes.Fields(text.Bytes()), []byte(" "))
}

// Each bug has its place, once; with it the package compiles, and is another one.
func TestEveryMutantApplies(t *testing.T) {
	tr := loadTree(t)
	for _, m := range catalogue() {
		source, err := os.ReadFile(filepath.Join(tr.root, m.file))
		if err != nil {
			t.Error(err)
			continue
		}
		planted, err := m.plant(source)
		if err != nil {
			t.Error(err)
			continue
		}
		if err := tr.check(&m, planted); err != nil {
			t.Errorf("%s: %v", m.name, err)
			continue
		}
		if bytes.Equal(code(t, source), code(t, planted)) {
			t.Errorf("%s: it changes comments, and no code", m.name)
		}
	}
}
