import Glibc

/// What became of text that was written.
enum Delivery: Hashable {
    case taken
    /// The reader has gone: it has seen what it wanted.
    case unread
    /// It is lost, as on a full device.
    case failed(reason: String)
}

/// Standard output, error and input of this process.
enum StandardStreams {
    /// Writes all of `text`.
    static func write(_ text: String, to descriptor: Int32) -> Delivery {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return errno == EPIPE ? .unread : .failed(reason: Files.systemReason())
            }
            bytes = bytes.dropFirst(count)
        }
        return .taken
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// One line from standard input without its end, or nil at the end of input.
    static func readAnswer() -> String? { readLine(strippingNewline: true) }
}
