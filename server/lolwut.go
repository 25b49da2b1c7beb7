package server

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"seedis/commands"
	"seedis/config"
	"seedis/resp"
)

// lolwut is LOLWUT [VERSION version [size ...]]: a drawing, and the version of
// Redis. Versions 5 and 6 have one, drawn anew each time; others have nothing
// to show but the version.
func (s *Server) lolwut(call *commands.Call) {
	drawing, art := noDrawing, call.Args.From(1)
	if art.Len() >= 2 && bytes.EqualFold(art.At(0), []byte("version")) {
		version, ok := resp.ParseInt(art.At(1))
		if !ok {
			call.Reply.Error(resp.ErrNotInteger)
			return
		}
		drawing, art = drawingOf(version), art.From(2)
	}
	sizes := slices.Clone(drawing.sizes)
	for i := range min(len(sizes), art.Len()) {
		size, ok := resp.ParseInt(art.At(i))
		if !ok {
			call.Reply.Error(resp.ErrNotInteger)
			return
		}
		sizes[i] = int(min(max(size, 1), drawingMax))
	}
	var seed [8]byte
	s.kernel.Random(seed[:])
	var canvas strings.Builder
	drawing.draw(&canvas, &dice{binary.LittleEndian.Uint64(seed[:])}, sizes)
	canvas.WriteString("Redis ver. " + config.RedisVersion + "\n")
	call.Reply.Verbatim("txt", []byte(canvas.String()))
}

// drawingMax bounds each size of a drawing: what a screen may show.
const drawingMax = 200

// drawing is a picture of some sizes, as many as Redis's has.
type drawing struct {
	sizes []int // that it has unless others are asked for
	draw  func(canvas *strings.Builder, dice *dice, sizes []int)
}

var noDrawing = drawing{draw: func(*strings.Builder, *dice, []int) {}}

func drawingOf(version int64) drawing {
	switch version {
	case 5:
		return drawing{sizes: []int{66, 22, 12}, draw: drawRain}
	case 6:
		return drawing{sizes: []int{80, 20}, draw: drawHills}
	}
	return noDrawing
}

// dice are numbers that follow from a seed (splitmix64).
type dice struct{ state uint64 }

// roll is a number below n.
func (d *dice) roll(n int) int {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(n))
}

// drawRain draws rows of strokes over a number of columns. They are all alike at
// the top and fall into disorder towards the ground.
func drawRain(canvas *strings.Builder, dice *dice, sizes []int) {
	const disorder = `\|-_.`
	columns, strokes, rows := sizes[0], sizes[1], sizes[2]
	gap := strings.Repeat(" ", max(columns/strokes, 1)-1)
	for row := range rows {
		for range min(strokes, columns) {
			stroke := byte('/')
			if dice.roll(rows) < row {
				stroke = disorder[dice.roll(len(disorder))]
			}
			canvas.WriteByte(stroke)
			canvas.WriteString(gap)
		}
		canvas.WriteByte('\n')
	}
}

// drawHills draws a ridge under a sky with some stars, over columns and rows.
func drawHills(canvas *strings.Builder, dice *dice, sizes []int) {
	const oneStarIn = 40 // places of the sky
	columns, rows := sizes[0], sizes[1]
	ridge, height := make([]int, columns), dice.roll(rows)
	for column := range ridge {
		height = min(max(height+dice.roll(3)-1, 0), rows-1)
		ridge[column] = height
	}
	for row := range rows {
		for _, height := range ridge {
			switch left := rows - row - 1; {
			case left < height:
				canvas.WriteByte('#')
			case left == height:
				canvas.WriteByte('^')
			case dice.roll(oneStarIn) == 0:
				canvas.WriteByte('*')
			default:
				canvas.WriteByte(' ')
			}
		}
		canvas.WriteByte('\n')
	}
}
