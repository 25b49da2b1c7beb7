package server

import (
	"seedis/iothreads"
	"seedis/sys"
)

// bio is the background threads and what main has them do, so that nobody waits
// for it (Redis's bio.c). Each does its jobs one by one, in the order in which
// they were submitted:
//
//	bio_close_file   closes files: the last close of one that has no name any
//	                 more may take long
//	bio_aof_fsync    forces files to the device
//	bio_lazy_free    frees what is dead; see lazyfree.go
//
// The append-only file will feed the first two, as in Redis. What the server
// closes so far (a line's log file, the pid file, a rewritten configuration) is
// small, has a name or is on the device already, and main closes it faster than
// it hands it over.
type bio struct {
	closeFile *iothreads.Worker[fileJob]
	aofFsync  *iothreads.Worker[fileJob]
	lazyFree  *lazyFree
	kernel    sys.Kernel
	log       *logger
	// failures counts, on each thread, the jobs on files that did not succeed;
	// reported is how many of them the log has.
	failures [2]*iothreads.Counter
	reported uint64
}

// fileJob is what a thread does with an open file: first sync, then close. Who
// closes a file that may still have a sync in the queue of bio_aof_fsync closes
// it there, as its number may be another file's afterwards.
type fileJob struct {
	fd    sys.FD
	sync  bool
	close bool
}

// filesQueued is how many jobs on files a queue has room for before it grows: an
// append-only file is synced once a second.
const filesQueued = 16

func (b *bio) init(kernel sys.Kernel, threads sys.Threads, log *logger, lazy *lazyFree) {
	b.kernel, b.log, b.lazyFree = kernel, log, lazy
	for i := range b.failures {
		b.failures[i] = iothreads.NewCounter(kernel.Hook())
	}
	b.closeFile = b.fileWorker(threads, "bio_close_file", b.failures[0])
	b.aofFsync = b.fileWorker(threads, "bio_aof_fsync", b.failures[1])
}

// fileWorker makes a thread for jobs on files, which counts its own failures.
func (b *bio) fileWorker(threads sys.Threads, name string, failures *iothreads.Counter) *iothreads.Worker[fileJob] {
	kernel := b.kernel
	return iothreads.NewWorker(threads, name, filesQueued, func(job fileJob) {
		if job.sync && kernel.Sync(job.fd) != sys.OK {
			failures.Add(1)
		}
		if job.close && kernel.Close(job.fd) != sys.OK {
			failures.Add(1)
		}
	})
}

// start starts the threads.
func (b *bio) start() {
	b.closeFile.Start()
	b.aofFsync.Start()
	b.lazyFree.start()
}

// publish shows the threads what the turn has submitted. A turn ends with it.
func (b *bio) publish() {
	b.closeFile.Publish()
	b.aofFsync.Publish()
	b.lazyFree.publish()
	b.report()
}

// report tells the log of jobs that failed.
func (b *bio) report() {
	failed := b.failures[0].Load() + b.failures[1].Load()
	if failed != b.reported {
		b.log.warning("%d files could not be synced or closed in the background", failed-b.reported)
		b.reported = failed
	}
}

// stop ends the threads when they have done all that was submitted. What was
// submitted to one that never started is done here.
func (b *bio) stop() {
	b.closeFile.Stop()
	b.aofFsync.Stop()
	b.lazyFree.worker.Stop()
	b.report()
}
