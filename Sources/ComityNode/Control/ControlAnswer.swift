package import ComityCore

/// What a ``NodeDriver`` answers to one request. Specs/control.md#replies
package enum ControlAnswer {
    case result(CBORValue)
    /// A short list and the result after it; a long one is a job.
    case rows([CBORValue], result: CBORValue)
    case failure(ControlFailure)
    /// Work that is done step by step, as fast as the client reads.
    case job(any ControlJob)
}

/// A request that takes more than one step: a long list, an import, a verification, a `--follow`.
///
/// The server asks for the next step only while the client takes what the last ones said, so a job holds one step's
/// frames at most, and a client that reads nothing stops the job and nothing else.
package protocol ControlJob: AnyObject {
    /// Does a bounded piece of work (about 2 ms, at most 1,000 items).
    func step(now: Timestamp) -> ControlStep
    /// The client is gone or wants no more: `step` is not called again.
    func cancel()
}

/// One piece of a job's work.
package struct ControlStep {
    package enum Next {
        /// As soon as the client can take more.
        case again
        /// Nothing to say before this many milliseconds have passed, as with `--follow`.
        case after(milliseconds: Int64)
        case result(CBORValue)
        case failure(ControlFailure)
    }

    /// Rows and progress notes only; together well under ``ServerLimits/controlOutputHighBytes``.
    package let replies: [ControlReply]
    package let next: Next

    package init(_ replies: [ControlReply] = [], next: Next) {
        self.replies = replies
        self.next = next
    }
}
