package server

import (
	"math/bits"
	"time"
)

// histogram counts the durations of one command, in cycles of the processor's
// counter: what is recorded after every command must not divide. It is an HDR
// histogram of two significant digits, as Redis has them: values up to 255 have
// a bucket each, and every doubling above has 128.
type histogram struct {
	counts [histogramBuckets]uint64
}

const (
	// histogramBits is how many leading bits of a value decide its bucket: 2
	// digits take 1 in 100, and the least that 8 bits tell is 1 in 128.
	histogramBits = 8
	// histogramMax is the longest duration, in cycles. Counters of up to 8.5 GHz
	// reach latencyMax by then.
	histogramMax     = 1<<33 - 1
	histogramBuckets = 1 + (33-histogramBits)<<(histogramBits-1) + 1<<histogramBits - 1
)

// latencyMax is the longest duration told; longer ones count as that
// (LATENCY_HISTOGRAM_MAX_VALUE).
const latencyMax = time.Second

// bucketOf is the bucket of a value.
func bucketOf(value uint64) int {
	exponent := bits.Len64(value|(1<<histogramBits-1)) - histogramBits
	return exponent<<(histogramBits-1) + int(value>>exponent)
}

// bucketBounds are the least and the greatest value of a bucket.
func bucketBounds(bucket int) (least, greatest uint64) {
	exponent := max(bucket>>(histogramBits-1)-1, 0)
	least = uint64(bucket-exponent<<(histogramBits-1)) << exponent
	return least, least + 1<<exponent - 1
}

func (h *histogram) record(cycles uint64) {
	h.counts[bucketOf(min(cycles, histogramMax))]++
}

// total is how many durations were recorded.
func (h *histogram) total() uint64 {
	var total uint64
	for _, count := range h.counts {
		total += count
	}
	return total
}

// percentile is the bucket that so many percent of total durations do not
// exceed.
func (h *histogram) percentile(percent float64, total uint64) int {
	wanted := max(uint64(percent/100*float64(total)+0.5), 1)
	for bucket, count := range h.counts {
		if wanted <= count {
			return bucket
		}
		wanted -= count
	}
	panic("server: a histogram holds less than its total")
}

// percentileTime is a percentile in the form of Redis: the greatest duration
// that two digits do not tell from it, or the least one at 0 percent.
func (h *histogram) percentileTime(percent float64, total, cyclesPerMicrosecond uint64) time.Duration {
	least, greatest := bucketBounds(h.percentile(percent, total))
	cycles := least + (greatest-least+1)/2 // what is nearest to all of them
	nanoseconds := cycles * uint64(time.Microsecond) / cyclesPerMicrosecond
	nanoseconds = min(max(nanoseconds, 1), uint64(latencyMax))
	least, greatest = bucketBounds(bucketOf(nanoseconds))
	if percent == 0 {
		return time.Duration(least)
	}
	return time.Duration(greatest)
}
