package store

import ("testing";"fmt";"strconv")

func TestTmpListNodes(t *testing.T) {
	for _, lim := range []int{-2,-1,-3,-4,-5,1,10,100,128,1000,5000,0} {
		for end, n := range map[End]string{Tail:"RPUSH", Head:"LPUSH"} {
			f := newFastFixture(t)
			limits := defaultLimits
			limits.ListNode = lim
			f.keyspace.SetLimits(limits)
			l := f.List(f.key("l"), Entry{})
			count := 20000
			if lim == 0 { count = 1000000; f.keyspace.SetLimits(defaultLimits) }
			for i := range count { l.Push(end, []byte("e"+strconv.Itoa(i))) }
			fmt.Println(lim, n, l.Nodes())
		}
	}
}
func BenchmarkTmpFind(b *testing.B) {
	eachList(b, func(l *List, i int) { if l.isLong() { _, x := l.find(anywhere(i, l.Len())); benchSink += x} })
}
