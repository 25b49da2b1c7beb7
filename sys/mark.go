package sys

// Mark names a rare event that the tests must have seen ("sometimes" marks):
// the code reports it where it happens, the simulated machine counts it, and a
// campaign lists what never came up. Linux ignores marks.
type Mark uint8

// The marks, by the room that reports them.
const (
	MarkWaitInterrupted    Mark = iota // loop: Wait returned EINTR
	MarkStaleEvent                     // loop: Wait told of a descriptor that was not watched any more
	MarkAcceptAborted                  // server: a connection had gone before it was accepted
	MarkAcceptFailed                   // server: accepting failed, for want of descriptors or memory
	MarkAcceptFailedAgain              // server: and once more, before any connection was accepted
	MarkHeaderSplit                    // server: a request's header was split over two receives
	MarkBulkSplit                      // server: an argument was split over two receives
	MarkSendBlocked                    // server: a send met EAGAIN, the rest waits for a write event
	MarkSendShort                      // server: a send took only part of a reply
	MarkReplyOverflow                  // server: a reply did not fit its first block
	MarkPeerReset                      // server: a connection was reset
	MarkPeerVanished                   // server: a transfer timed out, the peer was silent
	MarkResetInPipeline                // server: a reset came with commands still unanswered
	MarkPeerHalfClosed                 // server: the peer ended its stream while replies were unsent
	MarkQueueFull                      // server: a batch filled the command queue and went on in another
	MarkKilledInBatch                  // server: a client was killed while it had commands in the queue
	MarkProtocolError                  // server: a client broke the protocol
	MarkExecAborted                    // server: EXEC found a watched key changed
	MarkServed                         // server: a client that waited was served
	MarkWaitOver                       // server: the time of a client that waited was over
	MarkUnblocked                      // server: CLIENT UNBLOCK ended a wait
	MarkWaiterLeft                     // server: a client that waited was closed
	MarkEvictionSliced                 // server: keys are still to be evicted when a turn has done its share
	MarkOutOfMemory                    // server: memory is full and no key may be evicted
	MarkOutputLimit                    // server: a client was closed that did not read what it was owed
	MarkClientEvicted                  // server: a client was closed because of what clients take
	MarkExpiredUnasked                 // server: a key past its time went though nobody asked for it
	MarkExpireCut                      // server: a search for such keys was not done when the next began
	MarkExpireFast                     // server: the fast search for such keys began
	MarkFreerWoken                     // server: the thread that frees had slept, and was woken
	MarkFreeQueued                     // server: a dead value was handed over before all others were freed
	MarkFreeOverflow                   // server: as many waited as the queue has room for before it grows, and one more came
	MarkCollectedMeanwhile             // server: freed blocks came home while the thread was at work
	MarkPendingSpared                  // server: memory fitted because some of it was on its way to be free
	MarkThreadJoined                   // server: one more I/O thread serves, for the load
	MarkThreadLeft                     // server: one I/O thread fewer serves
	MarkClientMoved                    // server: a client went to live with another thread
	MarkSentMeanwhile                  // server: a client sent more while main had its connection
	MarkLeftMeanwhile                  // server: a client left while main had its connection
	MarkKilledAway                     // server: a client was closed whose connection an I/O thread had
	MarkCourier                        // server: replies went ahead of a client that waits
	MarkThreadWoken                    // server: main woke an I/O thread
	MarkMainWoken                      // server: an I/O thread woke main
	MarkVisitorBlocked                 // server: a client of an I/O thread waits
	MarkRewriteFailed                  // server: CONFIG REWRITE could not replace the file
	MarkKeyExpired                     // commands: a lookup found its key past its time
	MarkKeyEvicted                     // commands: a key was evicted
	MarkRehashUnderScan                // store: SCAN ran while a table was rehashing
	MarkTableGrew                      // store: a table started to grow
	MarkTableShrank                    // store: a table started to shrink
	MarkBucketChained                  // store: a bucket overflowed into a chained one
	MarkOutgrown                       // store: a collection outgrew its one piece
	MarkNodeSplit                      // store: a list's node was split
	MarkNodesMerged                    // store: two nodes of a list became one
	MarkCount                          // the number of marks
)

var markNames = [MarkCount]string{
	MarkWaitInterrupted:    "loop: wait interrupted",
	MarkStaleEvent:         "loop: stale event dropped",
	MarkAcceptAborted:      "server: connection gone before accept",
	MarkAcceptFailed:       "server: accept failed",
	MarkAcceptFailedAgain:  "server: accept failed repeatedly",
	MarkHeaderSplit:        "server: header split over two receives",
	MarkBulkSplit:          "server: argument split over two receives",
	MarkSendBlocked:        "server: send met EAGAIN",
	MarkSendShort:          "server: send was short",
	MarkReplyOverflow:      "server: reply overflowed its block",
	MarkPeerReset:          "server: connection reset",
	MarkPeerVanished:       "server: peer vanished",
	MarkResetInPipeline:    "server: reset inside a pipeline",
	MarkPeerHalfClosed:     "server: half-close with replies unsent",
	MarkQueueFull:          "server: command queue full",
	MarkKilledInBatch:      "server: client killed inside a batch",
	MarkProtocolError:      "server: protocol error",
	MarkExecAborted:        "server: EXEC aborted by WATCH",
	MarkServed:             "server: waiting client served",
	MarkWaitOver:           "server: wait over in vain",
	MarkUnblocked:          "server: wait ended by CLIENT UNBLOCK",
	MarkWaiterLeft:         "server: waiting client closed",
	MarkEvictionSliced:     "server: eviction left to the next turn",
	MarkOutOfMemory:        "server: memory full, nothing to evict",
	MarkOutputLimit:        "server: client over its output limit",
	MarkClientEvicted:      "server: client evicted",
	MarkExpiredUnasked:     "server: key expired unasked",
	MarkExpireCut:          "server: expire cycle cut",
	MarkExpireFast:         "server: fast expire cycle began",
	MarkFreerWoken:         "server: freeing thread woken",
	MarkFreeQueued:         "server: dead value handed over behind others",
	MarkFreeOverflow:       "server: queue of dead values grew",
	MarkCollectedMeanwhile: "server: blocks collected while others are freed",
	MarkPendingSpared:      "server: memory fits for what is pending",
	MarkThreadJoined:       "server: I/O thread joined",
	MarkThreadLeft:         "server: I/O thread left",
	MarkClientMoved:        "server: client moved",
	MarkSentMeanwhile:      "server: client sent more meanwhile",
	MarkLeftMeanwhile:      "server: client left meanwhile",
	MarkKilledAway:         "server: client closed that is away",
	MarkCourier:            "server: replies sent ahead of a wait",
	MarkThreadWoken:        "server: I/O thread woken",
	MarkMainWoken:          "server: main woken",
	MarkVisitorBlocked:     "server: visitor waits",
	MarkRewriteFailed:      "server: CONFIG REWRITE failed",
	MarkKeyExpired:         "commands: key expired on access",
	MarkKeyEvicted:         "commands: key evicted",
	MarkRehashUnderScan:    "store: rehash under SCAN",
	MarkTableGrew:          "store: table grew",
	MarkTableShrank:        "store: table shrank",
	MarkBucketChained:      "store: bucket chained",
	MarkOutgrown:           "store: collection outgrew its one piece",
	MarkNodeSplit:          "store: list node split",
	MarkNodesMerged:        "store: list nodes merged",
}

// String is the mark's name in reports: the room and what happened there.
func (m Mark) String() string { return markNames[m] }

// Marks takes note of marks.
type Marks interface {
	Mark(m Mark)
}
