import Glibc

/// Standard output, error and input of this process.
enum StandardStreams {
    /// Writes all of `text`.
    /// - Returns: false if the reader has gone or the device is full.
    static func write(_ text: String, to descriptor: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            bytes = bytes.dropFirst(count)
        }
        return true
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// One line from standard input without its end, or nil at the end of input.
    static func readAnswer() -> String? { readLine(strippingNewline: true) }
}
