//go:build linux

package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// The picture, in pixels: a field with room for the axes around it.
const (
	pictureWidth, pictureHeight = 720, 400
	fieldLeft, fieldRight       = 76, 700
	fieldTop, fieldBottom       = 88, 346
	// columnWidth is how much of the field one figure of a curve takes.
	columnWidth = 2
	columns     = (fieldRight - fieldLeft) / columnWidth
)

// The vertical axis is logarithmic, by powers of ten.
const (
	shortest = 10 * time.Microsecond
	decades  = 6 // up to 10 s
)

// svgStyle gives the picture the reader's colours: dark text on light pages, and
// light text on dark ones. The curves' colours are readable on both, and differ for
// those who see few.
const svgStyle = `<style>
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-size: 15px; font-weight: 600 }
.grid { stroke: #d0d7de }
.now { stroke: #6e7781; stroke-dasharray: 4 3 }
.curve { fill: none; stroke-width: 1.5; stroke-linejoin: round }
.series0 { stroke: #1f77d0 }
.series1 { stroke: #e08a00 }
.series2 { stroke: #c2407e }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.grid { stroke: #373e47 }
.now { stroke: #8b949e }
}
</style>
`

// svg draws the plot. The same readings give the same bytes.
func (p plot) svg() string {
	var b strings.Builder
	beginPicture(&b, p.title, svgStyle)
	p.drawWaits(&b)
	p.drawTime(&b)
	p.drawSeries(&b)
	b.WriteString("</svg>\n")
	return b.String()
}

// beginPicture writes what all pictures begin with.
func beginPicture(b *strings.Builder, title, style string) {
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img">`+"\n",
		pictureWidth, pictureHeight)
	fmt.Fprintf(b, "<title>%s</title>\n%s", title, style)
	svgText(b, fieldLeft, 24, "start", "title", title)
}

// drawSeries draws the curves, the first on top, and a legend.
func (p plot) drawSeries(b *strings.Builder) {
	for i, s := range slices.Backward(p.series) {
		at := fieldLeft + i*(fieldRight-fieldLeft)/len(p.series)
		fmt.Fprintf(b, `<line class="curve series%d" x1="%d" y1="46" x2="%d" y2="46"/>`+"\n", i, at, at+24)
		svgText(b, float64(at+30), 50, "start", "", s.name)
		fmt.Fprintf(b, `<polyline class="curve series%d" points="%s"/>`+"\n", i, p.points(s))
	}
}

// drawWaits draws the vertical axis, and a line for each power of ten.
func (p plot) drawWaits(b *strings.Builder) {
	for decade := range decades + 1 {
		wait := time.Duration(float64(shortest) * math.Pow10(decade))
		y := heightOf(wait)
		svgLine(b, "grid", fieldLeft, y, fieldRight, y)
		svgText(b, fieldLeft-8, y+4, "end", "", unitOf(wait))
	}
	svgText(b, fieldLeft, fieldTop-10, "start", "", "longest wait for the reply to a PING sent at that time")
}

// drawTime draws the horizontal axis: seconds from the command on.
func (p plot) drawTime(b *strings.Builder) {
	step := niceStep((p.end - p.begin) / 8) // about eight labels do not touch
	for at := p.begin.Truncate(step); at <= p.end; at += step {
		if at < p.begin {
			continue
		}
		x := p.acrossOf(at)
		svgLine(b, "grid", x, fieldBottom, x, fieldBottom+5)
		svgText(b, x, fieldBottom+20, "middle", "", trimmed(at.Seconds()))
	}
	now := p.acrossOf(0)
	svgLine(b, "now", now, fieldTop, now, fieldBottom)
	svgText(b, (fieldLeft+fieldRight)/2, fieldBottom+42, "middle", "", "seconds from the command on")
}

// points are a curve's.
func (p plot) points(s series) string {
	var points []string
	for column, wait := range p.waits(s, columns) {
		if wait > 0 {
			x := float64(fieldLeft + column*columnWidth)
			points = append(points, fmt.Sprintf("%.0f,%.1f", x, heightOf(wait)))
		}
	}
	return strings.Join(points, " ")
}

// acrossOf and heightOf are where a time and a wait are in the picture.
func (p plot) acrossOf(at time.Duration) float64 {
	share := float64(at-p.begin) / float64(p.end-p.begin)
	return fieldLeft + share*(fieldRight-fieldLeft)
}

func heightOf(wait time.Duration) float64 {
	share := math.Log10(float64(wait)/float64(shortest)) / decades
	return fieldBottom - min(max(share, 0), 1)*(fieldBottom-fieldTop)
}

// niceStep is the smallest of 1, 2 and 5 times a power of ten, in microseconds, that
// is not below a duration.
func niceStep(least time.Duration) time.Duration {
	microseconds := max(1, float64(least)/float64(time.Microsecond))
	return time.Duration(math.Round(niceNumber(microseconds))) * time.Microsecond
}

// niceNumber is the same for a number above 0.
func niceNumber(least float64) float64 {
	for power := math.Pow10(int(math.Floor(math.Log10(least)))); ; power *= 10 {
		for _, factor := range []float64{1, 2, 5} {
			if step := factor * power; step >= least {
				return step
			}
		}
	}
}

// unitOf names a power of ten in the largest unit that it is whole in.
func unitOf(wait time.Duration) string {
	switch {
	case wait >= time.Second:
		return trimmed(wait.Seconds()) + " s"
	case wait >= time.Millisecond:
		return trimmed(wait.Seconds()*1e3) + " ms"
	}
	return trimmed(wait.Seconds()*1e6) + " us"
}

// trimmed is a number with at most six digits behind the point, and none that is a
// trailing zero.
func trimmed(n float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.6f", n), "0"), ".")
}

func svgText(b *strings.Builder, x, y float64, anchor, class, text string) {
	if class != "" {
		class = ` class="` + class + `"`
	}
	fmt.Fprintf(b, `<text%s x="%.1f" y="%.1f" text-anchor="%s">%s</text>`+"\n", class, x, y, anchor, text)
}

func svgLine(b *strings.Builder, class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(b, `<line class="%s" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`+"\n", class, x1, y1, x2, y2)
}
