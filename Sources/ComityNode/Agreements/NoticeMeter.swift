import ComityAgreement
import ComityCore

/// Takes a few notices of one party about one agreement in a minute. Of those that come too fast the last word waits
/// until the minute is over, and the others are forgotten. Specs/agreement.md#notices
struct NoticeMeter {
    private struct Subject: Hashable {
        let agreement: AgreementID
        let party: AgencyID
    }

    private struct Window {
        var start: Timestamp
        var taken = 0
        var waiting: SignedNotice?

        func holds(_ now: Timestamp) -> Bool {
            // A clock that was set back begins a new window too.
            (0..<NoticeMeter.windowMilliseconds).contains(now.milliseconds - start.milliseconds)
        }
    }

    private static let windowMilliseconds: Int64 = 60_000

    /// No more than parties of agreements that this agency has signed.
    private var windows: [Subject: Window] = [:]

    /// Whether a verified notice is taken now; otherwise it waits, if it is the last word of its party.
    mutating func takes(_ signed: SignedNotice, now: Timestamp) -> Bool {
        let subject = Subject(agreement: signed.notice.agreement, party: signed.notice.agency)
        var window = windows[subject] ?? Window(start: now)
        if !window.holds(now) { window = Window(start: now, waiting: window.waiting) }
        defer { windows[subject] = window }
        if window.taken < AgreementLimit.noticesPerMinute {
            window.taken += 1
            return true
        }
        if let waiting = window.waiting?.notice, !Self.isLastWord(signed.notice, after: waiting) { return false }
        window.waiting = signed
        return false
    }

    /// The notices whose minute is over; they wait no more.
    mutating func due(now: Timestamp) -> [SignedNotice] {
        var due: [SignedNotice] = []
        for (subject, window) in windows where !window.holds(now) {
            if let waiting = window.waiting { due.append(waiting) }
            windows[subject] = nil
        }
        return due.sorted { $0.notice.effective < $1.notice.effective }
    }

    /// When a notice that waits is taken; nil while none does.
    var nextDue: Timestamp? {
        windows.values.filter { $0.waiting != nil }
            .map { $0.start.adding(milliseconds: Self.windowMilliseconds) }.min()
    }

    /// Nothing takes back the end of an agreement.
    private static func isLastWord(_ notice: AgreementNotice, after other: AgreementNotice) -> Bool {
        if notice.kind == .terminate || other.kind == .terminate { return other.kind != .terminate }
        return notice.isLater(than: other)
    }
}
