package sim
import ("testing";"seedis/sys";"fmt")
func TestDbg(t *testing.T) {
	m := New(Options{Replay: []Choice{}, StepLimit: 2005})
	var flag sys.Uint32
	flag.Init(m.Hook(), 0)
	m.Start("spinner", func() {
		for flag.Load() == 0 {
			if m.slice>990 || m.slice<5 {fmt.Println(m.steps,m.slice,m.current.place,len(m.runnable))}
		}
	})
	m.Start("setter", func() { flag.Store(1) })
	fmt.Println(m.Run())
}
