//go:build linux

package main

import (
	"fmt"
	"math"
	"strings"
)

// chart shows figures over a number, in the frame of a plot; both axes are linear.
type chart struct {
	title       string
	across, up  string // what the axes show
	ticks       []tick // of the horizontal axis
	left, right float64
	unit        func(float64) string // labels the vertical axis, which begins at 0
	curves      []curve
}

// tick is a place on the horizontal axis that has a label.
type tick struct {
	at    float64
	label string
}

// curve is a line through points. Who is dashed has no points of its own: it was not
// measured.
type curve struct {
	name   string
	colour int // a series of svgStyle or chartStyle
	dashed bool
	points []point
}

type point struct{ x, y float64 }

// chartStyle adds to svgStyle what a plot has not.
const chartStyle = `<style>
.dashed { stroke-dasharray: 6 4 }
.series3 { stroke: #2a9d54 }
.series4 { stroke: #8a63d2 }
</style>
`

// The legend of a chart has as many names in a line as have room there.
const (
	legendColumns = 3
	legendTop     = 40
	legendLine    = 16
	legendStroke  = 24 // the length of a curve's specimen
)

// verticalLines is about how many lines the vertical axis has.
const verticalLines = 6

// svg draws the chart. The same figures give the same bytes.
func (c chart) svg() string {
	var b strings.Builder
	beginPicture(&b, c.title, svgStyle+chartStyle)
	step, top := c.scale()
	for i := range int(math.Round(top/step)) + 1 {
		at := float64(i) * step
		y := lineHeight(at, top)
		svgLine(&b, "grid", fieldLeft, y, fieldRight, y)
		svgText(&b, fieldLeft-8, y+4, "end", "", c.unit(at))
	}
	svgText(&b, fieldLeft, fieldTop-6, "start", "", c.up)
	for _, t := range c.ticks {
		x := c.place(t.at)
		svgLine(&b, "grid", x, fieldBottom, x, fieldBottom+5)
		svgText(&b, x, fieldBottom+20, "middle", "", t.label)
	}
	svgText(&b, (fieldLeft+fieldRight)/2, fieldBottom+42, "middle", "", c.across)
	for i, line := range c.curves {
		line.legend(&b, i)
		c.draw(&b, line, top)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// scale is the step of the vertical axis, and its upper end.
func (c chart) scale() (step, top float64) {
	highest := 0.0
	for _, line := range c.curves {
		for _, p := range line.points {
			highest = max(highest, p.y)
		}
	}
	if highest == 0 {
		return 1, 1
	}
	step = niceNumber(highest / verticalLines)
	return step, math.Ceil(highest/step) * step
}

// class is how a curve is drawn.
func (line curve) class() string {
	class := fmt.Sprintf("curve series%d", line.colour)
	if line.dashed {
		class += " dashed"
	}
	return class
}

// legend names the curve with that index.
func (line curve) legend(b *strings.Builder, index int) {
	x := float64(fieldLeft + index%legendColumns*(fieldRight-fieldLeft)/legendColumns)
	y := float64(legendTop + index/legendColumns*legendLine)
	svgLine(b, line.class(), x, y, x+legendStroke, y)
	svgText(b, x+legendStroke+6, y+4, "start", "", line.name)
}

func (c chart) draw(b *strings.Builder, line curve, top float64) {
	var points []string
	for _, p := range line.points {
		x, y := c.place(p.x), lineHeight(p.y, top)
		points = append(points, fmt.Sprintf("%.1f,%.1f", x, y))
		if !line.dashed {
			fmt.Fprintf(b, `<circle class="%s" cx="%.1f" cy="%.1f" r="3"/>`+"\n", line.class(), x, y)
		}
	}
	fmt.Fprintf(b, `<polyline class="%s" points="%s"/>`+"\n", line.class(), strings.Join(points, " "))
}

// place and lineHeight are where a number is in the picture.
func (c chart) place(x float64) float64 {
	return fieldLeft + (x-c.left)/(c.right-c.left)*(fieldRight-fieldLeft)
}

func lineHeight(y, top float64) float64 { return fieldBottom - y/top*(fieldBottom-fieldTop) }
