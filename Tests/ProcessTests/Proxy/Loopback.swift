import Glibc

/// IPv4 sockets of this machine, and of no other.
enum Loopback {
    struct Failure: Error {
        let what: String
        let number: Int32
    }

    /// A listening socket on a port that the kernel chooses.
    static func listen() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = try bound()
        guard Glibc.listen(descriptor, 64) == 0 else { throw failure("listen", descriptor) }
        return (descriptor, try port(of: descriptor))
    }

    /// A port that nobody listens on.
    static func freePort() throws -> UInt16 {
        let descriptor = try bound()
        defer { close(descriptor) }
        return try port(of: descriptor)
    }

    /// A connected socket, or nil if nobody listens.
    static func connect(port: UInt16) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        var address = address(port: port)
        let failed = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard failed == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    static func setNonBlocking(_ descriptor: Int32) { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }

    private static func bound() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        var address = address(port: 0)
        let failed = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard failed == 0 else { throw failure("bind", descriptor) }
        return descriptor
    }

    private static func port(of descriptor: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let failed = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard failed == 0 else { throw failure("getsockname", descriptor) }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }

    private static func failure(_ what: String, _ descriptor: Int32) -> Failure {
        let number = errno
        close(descriptor)
        return Failure(what: what, number: number)
    }
}
