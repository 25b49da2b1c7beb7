package seedis

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// picture says which rooms a room may import. Rooms that stand beside the
// house (anyRoom) may import all of it. A room that is not here is no room.
var picture = map[string][]string{
	".":            {},
	"sys":          {},
	"sys/real":     {"sys"},
	"sys/sim":      {"sys"},
	"mem":          {"sys"},
	"resp":         {},
	"rdb":          {},
	"glob":         {},
	"loop":         {"sys"},
	"iothreads":    {"sys"},
	"store":        {"store/intset", "store/listpack", "mem", "sys"},
	"config":       {"glob", "resp"},
	"commands":     {"store", "mem", "resp", "glob", "sys"},
	"server":       {"commands", "iothreads", "store", "loop", "config", "mem", "resp", "rdb", "glob", "sys"},
	"simtest":      {"server", "config", "mem", "resp", "sys", "sys/real", "sys/sim"},
	"cmd/server":   {"server", "config", "mem", "sys", "sys/real"},
	"cmd/mutants":  {},
	"cmd/simulate": {"simtest", "sys", "sys/real", "sys/sim"},
	"conformance":  anyRoom,

	"store/intset":         {},
	"store/listpack":       {},
	"conformance/badinput": {"conformance"},
	"conformance/kernels":  {"sys", "sys/real", "sys/sim"},

	"fuzz":  anyRoom,
	"bench": anyRoom,
}

var anyRoom = []string{"*"}

// within tells whether a room is one of those named, or below one.
func within(path string, rooms ...string) bool {
	return slices.ContainsFunc(rooms, func(room string) bool {
		return path == room || strings.HasPrefix(path, room+"/")
	})
}

// outside are the rooms that may touch the machine.
var outside = []string{"sys/real", "cmd", "bench", "conformance"}

var rules = []rule{
	{
		name: "imports follow the picture", check: checkPicture,
		badRoom: "mem", bad: `package mem; import _ "seedis/resp"`,
	},
	{
		name: "only sys touches the world", check: checkWorld,
		badRoom: "store", bad: `package store; import _ "os"`,
	},
	{
		name: "nobody reads the clock of the process", check: checkTime,
		badRoom: "loop", bad: `package loop; import "time"; func f() time.Time { return time.Now() }`,
	},
	{
		name: "threads and atomics are those of sys", check: checkThreads,
		badRoom: "server", bad: `package server; func f() { go f() }`,
	},
	{
		name: "no package sync", check: checkThreads,
		badRoom: "server", bad: `package server; import "sync"; func f(m *sync.Mutex) { m.Lock() }`,
	},
	{
		name: "atomics belong to iothreads and mem", check: checkAtomics,
		badRoom: "server", bad: `package server; import "seedis/sys"; type s struct { a sys.Uint32 }`,
	},
	{
		name: "no range over a map", check: checkOrder,
		badRoom: "server", bad: `package server; func f(m map[int]int) { for range m {} }`,
	},
	{
		name: "no select", check: checkOrder,
		badRoom: "server", bad: `package server; func f(c chan int) { select { case <-c: default: } }`,
	},
	{
		name: "no maphash", check: checkOrder,
		badRoom: "server", bad: `package server; import "hash/maphash"; func f() uint64 { return maphash.String(maphash.MakeSeed(), "") }`,
	},
	{
		name: "no address is printed", check: checkOrder,
		badRoom: "server", bad: `package server; import "fmt"; func f(p *int) string { return fmt.Sprintf("%p", p) }`,
	},
	{
		name: "package variables are constant", check: checkGlobals,
		badRoom: "server", bad: `package server; var count int; func f() { count++ }`,
	},
	{
		name: "no iterator over a map but a sorted one", check: checkMapIterators,
		badRoom: "server", bad: `package server; import ("maps"; "slices"); func f(m map[int]int) []int { return slices.Collect(maps.Keys(m)) }`,
	},
	{
		name: "no hidden timers", check: checkWorld,
		badRoom: "server", bad: `package server; import _ "context"`,
	},
	{
		name: "nothing is deleted from a package variable", check: checkGlobals,
		badRoom: "server", bad: `package server; var m = map[int]int{}; func f() { delete(m, 1) }`,
	},
	{
		name: "no package variable is cleared", check: checkGlobals,
		badRoom: "server", bad: `package server; var m = []int{1}; func f() { clear(m) }`,
	},
	{
		name: "no package variable is copied to", check: checkGlobals,
		badRoom: "server", bad: `package server; var m [4]int; func f() { copy(m[:], []int{1}) }`,
	},
	{
		name: "no package variable changes by a method", check: checkGlobals,
		badRoom: "server", bad: `package server; type c int; func (p *c) add() { *p++ }; var n c; func f() { n.add() }`,
	},
	{
		name: "no package variable of another package is written", check: checkGlobals,
		badRoom: "server", bad: `package server; import "fmt"; import "os"; func f() { os.Args = nil; fmt.Println() }`,
	},
	{
		name: "off-heap types hold no pointers", check: checkOffHeap,
		badRoom: "store", bad: `package store; import "seedis/mem"; type node struct { next *node }; func f(h *mem.Heap, r mem.Ref) *node { return mem.At[node](h, r) }`,
	},
	{
		name: "every package has a charter", check: checkCharter,
		badRoom: "server", bad: `package server`,
	},
}

func checkPicture(r *room) []finding {
	allowed, known := picture[r.path]
	if !known {
		return []finding{{r.files[0].Pos(), "the picture has no room " + r.path}}
	}
	return eachImport(r, func(path string) string {
		other := roomPath(path)
		if other == path || slices.Contains(allowed, other) || slices.Contains(allowed, "*") {
			return ""
		}
		return fmt.Sprintf("%s may not import %s", r.path, other)
	})
}

func checkWorld(r *room) []finding {
	if within(r.path, outside...) {
		return nil
	}
	return eachImport(r, func(path string) string {
		switch {
		case path == "net" && r.path == "simtest":
			return ""
		case path == "os", strings.HasPrefix(path, "os/"), path == "net", strings.HasPrefix(path, "net/") && path != "net/netip",
			path == "syscall", strings.HasPrefix(path, "golang.org/x/sys"),
			strings.HasPrefix(path, "math/rand"), path == "crypto/rand", path == "log", strings.HasPrefix(path, "log/"),
			path == "context", path == "runtime" && !within(r.path, "sys"):
			return "only sys/real and the programs may import " + path
		}
		return ""
	})
}

func checkTime(r *room) []finding {
	if within(r.path, outside...) || r.path == "simtest" {
		return nil
	}
	forbidden := []string{"Now", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Since", "Until"}
	return eachUse(r, func(used types.Object) string {
		if packagePath(used) == "time" && slices.Contains(forbidden, used.Name()) && used.Parent() == used.Pkg().Scope() {
			return "time." + used.Name() + " is for sys/real: time is an argument here"
		}
		return ""
	})
}

func checkThreads(r *room) []finding {
	if within(r.path, "sys", "simtest", "bench", "conformance") {
		return nil
	}
	found := eachImport(r, func(path string) string {
		if path == "sync" || path == "sync/atomic" {
			return path + " is for sys"
		}
		return ""
	})
	return append(found, eachNode(r, func(node ast.Node) string {
		if _, is := node.(*ast.GoStmt); is {
			return "threads are started by sys.Threads"
		}
		return ""
	})...)
}

func checkAtomics(r *room) []finding {
	if within(r.path, "sys", "iothreads", "mem", "conformance/kernels") {
		return nil
	}
	return eachUse(r, func(used types.Object) string {
		if packagePath(used) == "seedis/sys" && (used.Name() == "Uint32" || used.Name() == "Uint64") {
			return "atomics are for iothreads and mem"
		}
		return ""
	})
}

func checkOrder(r *room) []finding {
	if within(r.path, outside...) {
		return nil
	}
	found := eachImport(r, func(path string) string {
		if path == "hash/maphash" {
			return "maphash gives another hash in each process"
		}
		return ""
	})
	found = append(found, eachUse(r, func(used types.Object) string {
		if packagePath(used) == "sync" && used.Name() == "Pool" && r.path != "simtest" {
			return "what sync.Pool gives depends on the collector"
		}
		return ""
	})...)
	return append(found, eachNode(r, func(node ast.Node) string {
		switch node := node.(type) {
		case *ast.RangeStmt:
			if _, is := r.info.Types[node.X].Type.Underlying().(*types.Map); is {
				return mapOrder
			}
		case *ast.SelectStmt:
			if r.path != "simtest" {
				return "select chooses at random"
			}
		case *ast.BasicLit:
			if node.Kind == token.STRING && addressVerb.MatchString(node.Value) {
				return "an address differs in each process"
			}
		}
		return ""
	})...)
}

const mapOrder = "a map has no order: range over slices.Sorted(maps.Keys(m))"

// checkMapIterators finds uses of maps.Keys, Values and All anywhere but as the
// argument of slices.Sorted and its siblings.
func checkMapIterators(r *room) []finding {
	if within(r.path, outside...) {
		return nil
	}
	sorted := map[ast.Node]bool{}
	return eachNode(r, func(node ast.Node) string {
		call, is := node.(*ast.CallExpr)
		if !is {
			return ""
		}
		switch used := r.called(call); {
		case packagePath(used) == "slices" && strings.HasPrefix(used.Name(), "Sorted"):
			sorted[call.Args[0]] = true
		case packagePath(used) == "maps" && slices.Contains([]string{"Keys", "Values", "All"}, used.Name()) && !sorted[call]:
			return mapOrder
		}
		return ""
	})
}

// called is the function or built-in that a call names, nil if it is a value.
func (r *room) called(call *ast.CallExpr) types.Object {
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return r.info.Uses[f]
	case *ast.SelectorExpr:
		return r.info.Uses[f.Sel]
	case *ast.IndexExpr:
		return r.called(&ast.CallExpr{Fun: f.X})
	}
	return nil
}

var addressVerb = regexp.MustCompile(`(^|[^%])(%%)*%[-+# 0]*p`)

func checkGlobals(r *room) []finding {
	global := func(e ast.Expr) string {
		for {
			switch x := e.(type) {
			case *ast.IndexExpr:
				e = x.X
			case *ast.SelectorExpr:
				if _, isPackage := r.info.Uses[baseIdent(x.X)].(*types.PkgName); isPackage {
					e = x.Sel // a variable of another package
				} else {
					e = x.X
				}
			case *ast.StarExpr:
				e = x.X
			case *ast.ParenExpr:
				e = x.X
			case *ast.Ident:
				v, is := r.info.Uses[x].(*types.Var)
				if is && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
					return "package variable " + v.Name() + " is written: several servers live in one process"
				}
				return ""
			default:
				return ""
			}
		}
	}
	return eachNode(r, func(node ast.Node) string {
		switch node := node.(type) {
		case *ast.AssignStmt:
			for _, left := range node.Lhs {
				if text := global(left); text != "" {
					return text
				}
			}
		case *ast.IncDecStmt:
			return global(node.X)
		case *ast.RangeStmt:
			for _, left := range []ast.Expr{node.Key, node.Value} {
				if left != nil && node.Tok == token.ASSIGN {
					return global(left)
				}
			}
		case *ast.CallExpr:
			return r.writes(node, global)
		case *ast.UnaryExpr:
			if node.Op == token.AND {
				if _, literal := node.X.(*ast.CompositeLit); !literal && !elementOf(node.X) {
					return global(node.X)
				}
			}
		}
		return ""
	})
}

// writes finds a call that changes a package variable: a built-in that changes
// its first argument, or a method with a pointer to it.
func (r *room) writes(call *ast.CallExpr, global func(ast.Expr) string) string {
	if builtin, is := r.called(call).(*types.Builtin); is && slices.Contains([]string{"delete", "clear", "copy"}, builtin.Name()) {
		if slice, is := call.Args[0].(*ast.SliceExpr); is {
			return global(slice.X)
		}
		return global(call.Args[0])
	}
	selector, is := call.Fun.(*ast.SelectorExpr)
	if !is {
		return ""
	}
	method, is := r.info.Uses[selector.Sel].(*types.Func)
	if !is || method.Signature().Recv() == nil {
		return ""
	}
	_, pointer := method.Signature().Recv().Type().(*types.Pointer)
	if _, already := r.info.Types[selector.X].Type.(*types.Pointer); !pointer || already {
		return ""
	}
	return global(selector.X)
}

// baseIdent is e if it is a name.
func baseIdent(e ast.Expr) *ast.Ident {
	name, _ := e.(*ast.Ident)
	return name
}

// elementOf tells whether e is an element of a list: its address is how a
// table's row is read without a copy.
func elementOf(e ast.Expr) bool {
	_, is := e.(*ast.IndexExpr)
	return is
}

func checkOffHeap(r *room) []finding {
	var found []finding
	for name, instance := range r.info.Instances {
		function := r.info.Uses[name]
		if packagePath(function) != "seedis/mem" || !strings.HasPrefix(function.Name(), "At") {
			continue
		}
		laid := instance.TypeArgs.At(0)
		if _, generic := laid.(*types.TypeParam); !generic && holdsPointer(laid) {
			found = append(found, finding{name.Pos(), laid.String() + " lies off the Go heap and holds a pointer"})
		}
	}
	return found
}

func holdsPointer(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Kind() == types.String || t.Kind() == types.UnsafePointer
	case *types.Array:
		return holdsPointer(t.Elem())
	case *types.Struct:
		for i := range t.NumFields() {
			if holdsPointer(t.Field(i).Type()) {
				return true
			}
		}
		return false
	}
	return true
}

func checkCharter(r *room) []finding {
	i := slices.Index(r.names, "doc.go")
	if i < 0 {
		return []finding{{r.files[0].Pos(), "no doc.go"}}
	}
	doc := r.files[i].Doc.Text()
	if !strings.HasPrefix(doc, "Package "+r.types.Name()+" ") && !strings.HasPrefix(doc, "Command ") {
		return []finding{{r.files[i].Pos(), "doc.go does not begin with the package's charter"}}
	}
	return nil
}

func packagePath(used types.Object) string {
	if used == nil || used.Pkg() == nil {
		return ""
	}
	return used.Pkg().Path()
}

func eachImport(r *room, judge func(path string) string) []finding {
	var found []finding
	for _, file := range r.files {
		for _, spec := range file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if text := judge(path); text != "" {
				found = append(found, finding{spec.Pos(), text})
			}
		}
	}
	return found
}

func eachUse(r *room, judge func(used types.Object) string) []finding {
	var found []finding
	for name, used := range r.info.Uses {
		if text := judge(used); text != "" {
			found = append(found, finding{name.Pos(), text})
		}
	}
	return found
}

func eachNode(r *room, judge func(node ast.Node) string) []finding {
	var found []finding
	for _, file := range r.files {
		ast.Inspect(file, func(node ast.Node) bool {
			if node != nil {
				if text := judge(node); text != "" {
					found = append(found, finding{node.Pos(), text})
				}
			}
			return true
		})
	}
	return found
}
