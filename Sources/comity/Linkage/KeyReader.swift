import Glibc

/// Single keys from the terminal, without echo and without waiting for a line. The terminal is as before when this
/// ends.
final class KeyReader {
    private var before = termios()
    private let isTerminal: Bool

    init() {
        isTerminal = tcgetattr(0, &before) == 0
        guard isTerminal else { return }
        var raw = before
        // Signals come as keys, so that nothing ends the process while the terminal is changed.
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        tcsetattr(0, TCSANOW, &raw)
    }

    deinit {
        if isTerminal { tcsetattr(0, TCSANOW, &before) }
    }

    /// The next key; nil at the end of input.
    func next() -> UInt8? {
        var byte: UInt8 = 0
        while true {
            let count = read(0, &byte, 1)
            if count == 1 { return byte }
            if count == 0 || errno != EINTR { return nil }
        }
    }
}
