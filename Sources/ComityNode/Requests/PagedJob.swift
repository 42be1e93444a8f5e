import ComityCore

/// A control job that yields rows page by page from a closure.
final class PagedJob: ControlJob {
    /// One page: replies, and the result if it is the last. Beware: a `CBORValue` may be spelled `nil` itself, so that
    /// `isLast ? value : nil` is null and the end; write `.some` and `.none`.
    typealias Page = (replies: [ControlReply], result: CBORValue?)

    private let page: (Timestamp) throws -> Page
    private var isCancelled = false

    init(_ page: @escaping (Timestamp) throws -> Page) { self.page = page }

    func step(now: Timestamp) -> ControlStep {
        guard !isCancelled else { return ControlStep(next: .result([:])) }
        do {
            let (replies, result) = try page(now)
            return ControlStep(replies, next: result.map { .result($0) } ?? .again)
        } catch {
            return ControlStep(next: .failure(ControlFailure(caught: error)))
        }
    }

    func cancel() { isCancelled = true }
}

extension ControlFailure {
    /// Any error as a failure that a person reads.
    init(caught error: any Error) {
        if let known = error as? any ComityError {
            self.init(known)
        } else {
            self.init("failed", "\(error)", exit: .badData)
        }
    }
}
